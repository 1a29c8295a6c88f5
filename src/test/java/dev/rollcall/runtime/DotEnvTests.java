package dev.rollcall.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Reads files such as people write them.
class DotEnvTests {

    @TempDir
    private Path directory;

    @Test
    void readsWhatADotEnvFileSays() throws IOException {
        Path file = Files.writeString(directory.resolve(".env"), """
                \uFEFFFIRST=after a byte order mark
                # COMMENT=not this
                  # INDENTED=nor this

                PLAIN=value
                  SPACED  =  value with spaces \s
                EMPTY=
                EMPTY_REMARKED= # a comment
                SECRET=whsec_dGVzdA==
                DOUBLE="in quotes # not a comment"
                SINGLE='it is "quoted"'
                UNBALANCED="open
                REMARKED=value # a comment
                HASH=value#1
                QUOTED_REMARKED="value" # a comment
                export EXPORTED=value
                NAME=Zoë
                TWICE=first
                TWICE=second
                no assignment
                WINDOWS=value\r
                """);

        assertThat(DotEnv.read(file)).containsOnly(entry("FIRST", "after a byte order mark"), entry("PLAIN", "value"),
                entry("SPACED", "value with spaces"), entry("EMPTY", ""), entry("EMPTY_REMARKED", ""),
                entry("SECRET", "whsec_dGVzdA=="), entry("DOUBLE", "in quotes # not a comment"),
                entry("SINGLE", "it is \"quoted\""), entry("UNBALANCED", "\"open"), entry("REMARKED", "value"),
                entry("HASH", "value#1"), entry("QUOTED_REMARKED", "value"), entry("EXPORTED", "value"),
                entry("NAME", "Zoë"), entry("TWICE", "second"), entry("WINDOWS", "value"));
    }
}
