package example;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.*;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.*;
import org.springframework.web.bind.annotation.*;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Takes the changes that Rollcall pushes: ROLLCALL_PUSH_SECRET=whsec_…, SERVER_PORT=8092. */
@SpringBootApplication(proxyBeanMethods = false)
@RestController
public class PushReceiver {

    private final Map<String, Change> users = new ConcurrentHashMap<>(); // your table: of each user the last change
    private final SecretKeySpec key;
    private final JsonMapper json;
    private final ApplicationEventPublisher events;

    record Change(long cursor, String kind, JsonNode user) {
    }

    record Changes(List<Change> data) {
    }

    PushReceiver(@Value("${ROLLCALL_PUSH_SECRET}") String secret, JsonMapper json, ApplicationEventPublisher events) {
        this.key = new SecretKeySpec(Base64.getDecoder().decode(secret.replace("whsec_", "")), "HmacSHA256");
        this.json = json;
        this.events = events;
    }

    @PostMapping("/")
    ResponseEntity<Void> take(@RequestHeader HttpHeaders headers, @RequestBody byte[] body) throws GeneralSecurityException {
        if (!isFromRollcall(headers, body)) {
            return ResponseEntity.status(HttpStatus.UNAUTHORIZED).build();
        }
        Changes changes = json.readValue(body, Changes.class);
        for (Change change : changes.data()) { // may come again, and after a newer one
            users.merge(change.user().path("id").asString(), change,
                    (known, its) -> its.cursor() > known.cursor() ? its : known);
        }
        events.publishEvent(changes);
        return ResponseEntity.noContent().build(); // confirms them: not before they are kept
    }

    private boolean isFromRollcall(HttpHeaders headers, byte[] body) throws GeneralSecurityException { // Standard Webhooks
        String at = Objects.requireNonNullElse(headers.getFirst("webhook-timestamp"), "");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(key);
        mac.update((headers.getFirst("webhook-id") + "." + at + ".").getBytes(UTF_8));
        byte[] expected = ("v1," + Base64.getEncoder().encodeToString(mac.doFinal(body))).getBytes(UTF_8);
        return Arrays.stream(Objects.requireNonNullElse(headers.getFirst("webhook-signature"), "").split(" "))
                .anyMatch(one -> MessageDigest.isEqual(one.getBytes(UTF_8), expected))
                && Math.abs(Instant.now().getEpochSecond() - Long.parseLong(at)) < 300;
    }

    @GetMapping("/users")
    List<JsonNode> users() {
        return users.values().stream().filter(its -> !its.kind().equals("user.merged")).map(Change::user).toList();
    }

    public static void main(String[] args) {
        SpringApplication.run(PushReceiver.class, args);
    }
}
