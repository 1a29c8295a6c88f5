package dev.rollcall.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rollcall.customers.CustomerDirectories;
import dev.rollcall.customers.DirectoryDetails;
import dev.rollcall.customers.DirectoryState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriUtils;

/// A directory is as its customer's page says it: runs do not get to see all of it, it used to be busy and is quiet, or the
/// token that it signs in with expires.
@Component
class CustomerConditions implements ConditionSource {

    private static final Map<DirectoryState, String> SENTENCES = new EnumMap<>(Map.of(DirectoryState.FAILING,
            "Of customer %s runs do not get to see all of the directory %s. Webhooks go on; what they miss, leavers above all, is not put right.",
            DirectoryState.QUIET, "Of customer %s nothing comes any more from the directory %s, which used to be busy.",
            DirectoryState.TOKEN_EXPIRING,
            "Of customer %s the token that the directory %s signs in with expires soon. Then nothing comes any more, leavers above all.",
            DirectoryState.TOKEN_EXPIRED,
            "Of customer %s the token that the directory %s signs in with has expired. Nothing comes any more, leavers above all."));

    /// How often all directories are looked at: that costs more than anything else that is told of.
    private static final Duration PAUSE = Duration.ofMinutes(5);

    private final CustomerDirectories directories;
    private final CustomerNames names;
    private final Clock clock;

    private Instant due = Instant.MIN;
    private List<Condition> found = List.of();

    CustomerConditions(CustomerDirectories directories, CustomerNames names, Clock clock) {
        this.directories = directories;
        this.names = names;
        this.clock = clock;
    }

    @Override
    public Set<String> kinds() {
        return SENTENCES.keySet().stream().map(CustomerConditions::kind).collect(Collectors.toSet());
    }

    @Override
    public synchronized List<Condition> current() {
        Instant now = clock.instant();
        if (!now.isBefore(due)) {
            List<Condition> all = new ArrayList<>();
            directories.each(some -> {
                UnaryOperator<String> customers = names
                        .of(some.stream().map(one -> one.view().organizationId()).toList());
                some.stream().flatMap(one -> conditions(one, customers)).forEach(all::add);
            });
            found = all;
            due = now.plus(PAUSE);
        }
        return found;
    }

    private static String kind(DirectoryState state) {
        return "directory-" + state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Stream<Condition> conditions(DirectoryDetails directory, UnaryOperator<String> customers) {
        String organization = directory.view().organizationId();
        String id = directory.view().id();
        return SENTENCES.entrySet().stream().filter(entry -> directory.is(entry.getKey()))
                .map(entry -> new Condition(kind(entry.getKey()), id,
                        entry.getValue().formatted(customers.apply(organization), CustomerNames.plain(id)),
                        "/console/customers/" + UriUtils.encodePathSegment(organization, UTF_8)));
    }
}
