package example;

import example.PushReceiver.Changes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
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

    record Answer(Optional<User> user, long push, Instant until) {
    }

    record Role(String name, Boolean resting) {
    }

    record User(String id, List<Role> roles) {
    }

    record Users(List<User> data) {
    }

    private final Map<Person, Answer> answers = new ConcurrentHashMap<>();
    private final AtomicLong pushes = new AtomicLong();
    private final RestClient rollcall;

    SignInCheck(@Value("${ROLLCALL_URL}") String url, @Value("${ROLLCALL_READER_TOKEN}") String token) {
        rollcall = RestClient.builder().baseUrl(url).defaultHeaders(headers -> headers.setBearerAuth(token)).build();
    }

    @GetMapping("/sign-in") // if Rollcall does not answer nobody is let in
    ResponseEntity<List<String>> signIn(@RequestParam("organization_id") String organization, @RequestParam String email) {
        Answer known = answers.computeIfAbsent(new Person(organization, email), this::ask);
        if (known.push() != pushes.get() || known.until().isBefore(Instant.now())) {
            known = answers.compute(new Person(organization, email), (person, old) -> ask(person));
        }
        return known.user().map(user -> user.roles().stream().filter(role -> !Boolean.TRUE.equals(role.resting())).map(Role::name).toList())
                .map(ResponseEntity::ok).orElseGet(() -> ResponseEntity.status(HttpStatus.FORBIDDEN).build());
    }

    private Answer ask(Person person) {
        long push = pushes.get();
        return new Answer(rollcall.get()
                .uri("/api/v1/users?organization_id={organization}&email={email}&status=ACTIVE", person.organization(), person.email())
                .retrieve().body(Users.class).data().stream().findFirst(), push, Instant.now().plusSeconds(60));
    }

    @EventListener
    void changed(Changes changes) {
        pushes.incrementAndGet();
    }
}
