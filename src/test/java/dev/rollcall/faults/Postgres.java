package dev.rollcall.faults;

import dev.rollcall.JavaProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL that keeps what it has confirmed (`fsync` and `synchronous_commit` are on), and that can be killed, frozen
/// and started again on the same files.
final class Postgres implements AutoCloseable {

    private final Path home;
    private final Path data;
    private final File log;
    private final List<String> settings = new ArrayList<>();
    private final int port = JavaProcess.freePort();
    private @Nullable Process server;

    private Postgres(Path home, Path data) {
        this.home = home;
        this.data = data;
        this.log = new File(data + ".log");
    }

    /// Makes an empty cluster and starts it.
    ///
    /// @param home where its `bin` is
    /// @param data where its files are to be
    static Postgres create(Path home, Path data) throws IOException, InterruptedException {
        var postgres = new Postgres(home, data);
        Files.createDirectories(data.getParent());
        Process made = postgres.command("initdb", "-D", data.toString(), "-U", "postgres", "-A", "trust", "-E", "UTF8");
        if (made.waitFor() != 0) {
            throw new IOException("initdb failed: see " + postgres.log);
        }
        postgres.start();
        return postgres;
    }

    /// {@return where the `bin` of the PostgreSQL is that the tests run on}
    static Path home() throws IOException, SQLException {
        try (var embedded = EmbeddedPostgres.start();
                var connection = embedded.getPostgresDatabase().getConnection();
                var row = connection.createStatement()
                        .executeQuery("select setting from pg_config() where name = 'BINDIR'")) {
            row.next();
            return Path.of(row.getString(1)).getParent();
        }
    }

    void start() throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-D", data.toString(), "-p", Integer.toString(port), "-c",
                "fsync=on", "-c", "synchronous_commit=on", "-c", "listen_addresses=127.0.0.1", "-c",
                "unix_socket_directories=", "-c", "lc_messages=C"));
        settings.forEach(setting -> arguments.addAll(List.of("-c", setting)));
        server = command("postgres", arguments.toArray(String[]::new));
        Awaitility.await("PostgreSQL").atMost(Duration.ofMinutes(1)).ignoreExceptionsInstanceOf(SQLException.class)
                .until(() -> number("postgres", "select 1") == 1);
    }

    /// Makes a standby that every commit waits for from now on: it is copied from the files of this one, which is stopped for
    /// that.
    ///
    /// @param copy where its files are to be
    Postgres standby(Path copy) throws IOException, InterruptedException {
        run(List.of("kill", "-INT", Long.toString(Objects.requireNonNull(server).pid())));
        server.waitFor();
        var standby = new Postgres(home, copy);
        run(List.of("cp", "-a", data.toString(), copy.toString()));
        Files.createFile(copy.resolve("standby.signal"));
        standby.settings.add("primary_conninfo=host=127.0.0.1 port=%d user=postgres".formatted(port));
        settings.add("synchronous_standby_names=*");
        start();
        standby.start();
        Awaitility.await("the standby").atMost(Duration.ofMinutes(1)).until(
                () -> number("postgres", "select count(*) from pg_stat_replication where sync_state = 'sync'") == 1);
        return standby;
    }

    /// Makes a standby take over.
    void promote() throws SQLException {
        execute("postgres", "select pg_promote()");
    }

    /// Ends it with SIGKILL, all of its processes, as when the machine goes down.
    void kill() {
        List<ProcessHandle> all = processes().toList();
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle process : all) {
            process.onExit().join();
        }
    }

    /// Stops all of its processes where they are: connections stay, and nothing is answered.
    void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    void thaw() throws IOException, InterruptedException {
        signal("-CONT");
    }

    boolean isRunning() {
        return server != null && server.isAlive();
    }

    int port() {
        return port;
    }

    String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    void execute(String database, String sql) throws SQLException {
        try (var connection = connect(database);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// {@return the only column of the only row}
    long number(String database, String sql) throws SQLException {
        try (var connection = connect(database);
                var row = connection.createStatement().executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /// {@return the first column of all rows}
    List<String> texts(String database, String sql) throws SQLException {
        try (var connection = connect(database);
                var rows = connection.createStatement().executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    /// {@return how often its log says so}
    long logged(String text) throws IOException {
        try (var lines = Files.lines(log.toPath())) {
            return lines.filter(line -> line.contains(text)).count();
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(url(database) + "?connectTimeout=2&socketTimeout=20", "postgres", "");
    }

    private Process command(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            // PostgreSQL refuses to run as root.
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log)).start();
    }

    private Stream<ProcessHandle> processes() {
        if (server == null) {
            return Stream.empty();
        }
        // Its parent first, so that nothing new is started.
        return Stream.concat(Stream.of(server.toHandle()), server.descendants());
    }

    private void signal(String signal) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", signal));
        processes().map(process -> Long.toString(process.pid())).forEach(command::add);
        run(command);
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed");
        }
    }

    @Override
    public void close() {
        kill();
    }
}
