package example;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

/** Follows Rollcall's change feed: ROLLCALL_URL=http://localhost:8080, ROLLCALL_READER_TOKEN=…, SERVER_PORT=8092. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableScheduling
@RestController
public class FeedLoop {

    private final Map<String, JsonNode> users = new ConcurrentHashMap<>(); // your table
    private final RestClient rollcall;
    private String after = "0"; // kept with your table, in the same transaction

    FeedLoop(@Value("${ROLLCALL_URL}") String url, @Value("${ROLLCALL_READER_TOKEN}") String token) {
        var http = new JdkClientHttpRequestFactory();
        http.setReadTimeout(Duration.ofSeconds(60));
        this.rollcall = RestClient.builder().requestFactory(http).baseUrl(url)
                .defaultHeaders(headers -> headers.setBearerAuth(token)).build();
    }

    @Scheduled(fixedDelay = 1_000) // what fails is asked again from the same place
    void follow() {
        JsonNode changes;
        do {
            changes = rollcall.get().uri("/api/v1/changes?after={after}&limit=100&wait=30s", after).retrieve().body(JsonNode.class);
            changes.path("data").forEach(this::take);
            after = changes.path("next_cursor").asString();
        } while (!changes.path("data").isEmpty());
    }

    private void take(JsonNode change) {
        JsonNode user = change.path("user");
        if (change.path("kind").asString().equals("user.merged")) {
            users.remove(user.path("id").asString());
        } else {
            users.put(user.path("id").asString(), user);
        }
    }

    @GetMapping("/users")
    List<JsonNode> users() {
        return List.copyOf(users.values());
    }

    public static void main(String[] args) {
        SpringApplication.run(FeedLoop.class, args);
    }
}
