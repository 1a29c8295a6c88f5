package dev.rollcall.simulator;

import static dev.rollcall.simulator.ControlCall.post;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The control calls for odd shapes.
final class OddityControls {

    private final SimulatedEnvironment environment;

    OddityControls(SimulatedEnvironment environment) {
        this.environment = environment;
    }

    /// One call for each oddity, and one to end them all.
    Stream<ControlCall> calls() {
        var each = Arrays.stream(Oddity.values())
                .map(oddity -> post("/control/oddities/" + oddity.label(), "sent=true&directory={dir}&user={user}",
                        "sends an oddity, of everything or of one directory or user: " + oddity.about(),
                        (ids, is) -> send(oddity, is)));
        return Stream.concat(each, Stream.of(post("/control/oddities/mend", "", "ends all oddities", (ids, is) -> {
            environment.mend();
            return Map.of("oddities", state());
        })));
    }

    /// The oddities of the environment; those of its directories are shown with them.
    List<String> state() {
        return environment.oddities().state();
    }

    private Object send(Oddity oddity, Parameters is) {
        var directory = is.text("directory").map(environment::directory);
        var oddities = directory.map(SimulatedDirectory::oddities).orElse(environment.oddities());
        var user = is.text("user");
        if (!is.flag("sent", true)) {
            oddities.mend(oddity);
        } else if (user.isEmpty()) {
            oddities.send(oddity);
        } else {
            var of = directory.orElseThrow(() -> new IllegalArgumentException("directory of the user?"));
            oddities.send(oddity, of.user(user.get()).id());
        }
        return Map.of("oddities", oddities.state());
    }
}
