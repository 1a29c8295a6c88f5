package example;

import example.PushReceiver.Changes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/**
 * Asks Rollcall when somebody signs in, and remembers the answer until a push says that something has changed. It stands
 * beside {@link PushReceiver}: ROLLCALL_URL=http://localhost:8080, ROLLCALL_READER_TOKEN=….
 */
@RestController
class SignInCheck {

    record Person(String organization, String email) {
    }

    record Answer(Optional<User> user, Instant until) {
    }

    record Role(String name, Boolean resting) {
    }

    record User(String id, List<Role> roles) {
    }

    record Users(List<User> data) {
    }

    private volatile Map<Person, Answer> answers = new ConcurrentHashMap<>();
    private final RestClient rollcall;

    SignInCheck(@Value("${ROLLCALL_URL}") String url, @Value("${ROLLCALL_READER_TOKEN}") String token) {
        var http = new JdkClientHttpRequestFactory();
        http.setReadTimeout(Duration.ofSeconds(10));
        rollcall = RestClient.builder().requestFactory(http).baseUrl(url)
                .defaultHeaders(headers -> headers.setBearerAuth(token)).build();
    }

    @GetMapping("/sign-in") // if Rollcall does not answer nobody is let in
    ResponseEntity<List<String>> signIn(@RequestParam("organization_id") String organization, @RequestParam String email) {
        Map<Person, Answer> memory = answers;
        Person person = new Person(organization, email);
        Answer known = memory.get(person);
        if (known == null || known.until().isBefore(Instant.now())) {
            known = ask(person);
            if (memory.size() > 10_000) {
                memory.clear();
            }
            memory.put(person, known); // lost if a push has come meanwhile
        }
        return known.user().map(user -> user.roles().stream().filter(role -> !Boolean.TRUE.equals(role.resting())).map(Role::name).toList())
                .map(ResponseEntity::ok).orElseGet(() -> ResponseEntity.status(HttpStatus.FORBIDDEN).build());
    }

    private Answer ask(Person person) {
        return new Answer(rollcall.get()
                .uri("/api/v1/users?organization_id={organization}&email={email}&status=ACTIVE", person.organization(), person.email())
                .retrieve().body(Users.class).data().stream().findFirst(), Instant.now().plusSeconds(60));
    }

    @EventListener
    void changed(Changes changes) {
        answers = new ConcurrentHashMap<>();
    }
}
