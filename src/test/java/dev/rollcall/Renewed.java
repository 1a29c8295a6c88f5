package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Committed files that are made of others. What they would be now is put into `target/renewed`, by their own paths.
public final class Renewed {

    private static final Path NOW = Path.of("target/renewed");

    private Renewed() {
    }

    /// Fails, and tells how to renew it, if a committed file is not what it is made of.
    ///
    /// @param file where it is committed
    /// @param now what is in it if it is current
    public static void assertCurrent(Path file, String now) throws IOException {
        Path made = NOW.resolve(file);
        Files.createDirectories(made.getParent());
        Files.writeString(made, now);

        assertThat(now).as("%s is out of date. Renew it, and whatever else is: cp -r %s/. .", file, NOW)
                .isEqualTo(Files.exists(file) ? Files.readString(file) : "");
    }
}
