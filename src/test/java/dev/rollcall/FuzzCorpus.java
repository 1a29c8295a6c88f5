package dev.rollcall;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The inputs in `src/test/fuzzing` that a fuzz target begins with, and what becomes of them by chance. The fuzzer itself,
/// which is led by what an input reaches, runs on demand (the profile `fuzz` in `pom.xml`); what it finds is put beside
/// them.
public final class FuzzCorpus {

    private static final int MUTATIONS = Integer.getInteger("rollcall.mutations", 1000);
    private static final List<byte[]> TOKENS = Stream
            .of("\"", "\\", "\n", " ", ",", "{", "}", "[", "]", ":", "@", "null", "true", "0", "-1", "1e999", "\\u0000",
                    "\\ud83e", "\u00a0", "é", "🦊", "9999-12-31T23:59:59.999999999-18:00", "\0", "\ufeff")
            .map(token -> token.getBytes(UTF_8)).toList();

    private FuzzCorpus() {
    }

    /// {@return the committed inputs of a target}
    public static Stream<Path> of(Class<?> target) {
        Path inputs = Path.of("src/test/fuzzing", target.getName().replaceFirst("^dev\\.rollcall\\.", ""));
        try (Stream<Path> files = Files.list(inputs)) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Gives a target the input, and a thousand that chance makes of it, always the same ones.
    ///
    /// @throws AssertionError with the input in Java's notation, if the target fails
    public static void run(Path input, Consumer<byte[]> target) throws IOException {
        byte[] original = Files.readAllBytes(input);
        target.accept(original);
        for (int seed = 0; seed < MUTATIONS; seed++) {
            byte[] mutated = mutated(original, new Random(seed));
            try {
                target.accept(mutated);
            } catch (RuntimeException | AssertionError failed) {
                throw new AssertionError(
                        "%s, seed %d, fails with %s".formatted(input.getFileName(), seed, Arrays.toString(mutated)),
                        failed);
            }
        }
    }

    /// {@return what chance makes of some bytes, with one to four edits}
    public static byte[] mutated(byte[] original, Random random) {
        byte[] bytes = original;
        for (int edits = random.nextInt(1, 5); edits > 0; edits--) {
            int from = random.nextInt(bytes.length + 1);
            int to = from + (from == bytes.length ? 0 : random.nextInt(Math.min(bytes.length - from, 40) + 1));
            byte[] part = Arrays.copyOfRange(bytes, from, to);
            bytes = switch (random.nextInt(6)) {
                case 0 -> joined(bytes, from, to);
                case 1 -> joined(bytes, from, from, part);
                case 2 -> joined(bytes, from, to, TOKENS.get(random.nextInt(TOKENS.size())));
                case 3 -> joined(bytes, from, from, TOKENS.get(random.nextInt(TOKENS.size())));
                case 4 -> {
                    for (int i = 0; i < part.length; i++) {
                        part[i] ^= (byte) (1 << random.nextInt(8));
                    }
                    yield joined(bytes, from, to, part);
                }
                default -> joined(bytes, from, to, random.ints(part.length, '0', '9' + 1)
                        .collect(ByteArrayOutputStream::new, ByteArrayOutputStream::write, (a, b) -> {
                        }).toByteArray());
            };
        }
        return bytes;
    }

    private static byte[] joined(byte[] bytes, int end, int beginning, byte... between) {
        byte[] joined = Arrays.copyOf(bytes, end + between.length + bytes.length - beginning);
        System.arraycopy(between, 0, joined, end, between.length);
        System.arraycopy(bytes, beginning, joined, end + between.length, bytes.length - beginning);
        return joined;
    }
}
