package dev.rollcall;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// A main class in a Java of its own, with this one's class path. What it writes comes out here if nothing else is said,
/// and it ends with this one.
public record JavaProcess(Process process) implements AutoCloseable {

    private static final int FIRST_PORT = 10_000;
    private static final int LAST_PORT = 32_000;

    /// Starts it.
    ///
    /// @param main its main class
    /// @param options what Java itself is given, such as `-Xmx256m`
    /// @param arguments what the main class is given
    /// @throws UncheckedIOException if it cannot be started
    public static JavaProcess start(Class<?> main, List<String> options, List<String> arguments) {
        return start(command(main, options, arguments).inheritIO());
    }

    /// Starts it with more in its environment. What it writes is written into a file.
    ///
    /// @param main its main class
    /// @param options what Java itself is given, such as `-Xmx256m`
    /// @param environment what is added to the environment
    /// @param output the file
    /// @throws UncheckedIOException if it cannot be started
    public static JavaProcess start(Class<?> main, List<String> options, Map<String, String> environment, Path output) {
        ProcessBuilder builder = command(main, options, List.of()).redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return start(builder);
    }

    private static ProcessBuilder command(Class<?> main, List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(tool("java"), "-cp", System.getProperty("java.class.path")));
        command.addAll(options);
        command.add(main.getName());
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }

    private static JavaProcess start(ProcessBuilder builder) {
        try {
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            return new JavaProcess(process);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /// {@return a port that is free, and that the system gives to nobody who wants any}
    public static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // another one
            }
        }
    }

    /// Collects the garbage of the process.
    public void collectGarbage() throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(tool("jcmd"), Long.toString(process.pid()), "GC.run")
                .redirectErrorStream(true).start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new IOException(said);
        }
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    /// Ends the process without letting it do anything more.
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
