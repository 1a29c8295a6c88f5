package dev.rollcall;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.springframework.util.FileSystemUtils;

/// What nodes are started from, made when the first one is: this process's class path, and an archive of Rollcall's classes as
/// Java has them in memory (CDS), with which each takes less work to start. Java has no such archive of classes that are in
/// directories: they are put into jars.
final class NodeClasses {

    private static final Path DIRECTORY = newDirectory();
    private static final Path ARCHIVE = DIRECTORY.resolve("rollcall.jsa");
    private static final String CLASS_PATH = classPath();

    static {
        archive();
    }

    private NodeClasses() {
    }

    /// {@return what Java is given to start a node with them}
    static List<String> options() {
        return options("-XX:SharedArchiveFile=" + ARCHIVE);
    }

    /// A node starts quickly and does not live long. An archive is good for the collector that it was made with.
    private static List<String> options(String archive) {
        return List.of("-cp", CLASS_PATH, archive, "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    }

    private static Path newDirectory() {
        try {
            Path directory = Files.createTempDirectory("rollcall-nodes");
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> FileSystemUtils.deleteRecursively(directory.toFile())));
            return directory;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)).map(Path::of)
                .map(entry -> Files.isDirectory(entry) ? jar(entry) : entry).map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path jar(Path classes) {
        Path jar = DIRECTORY.resolve(classes.getFileName() + ".jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            // Directories, too: Spring looks for classes in those that a jar names.
            for (Path file : files.filter(file -> !file.equals(classes)).toList()) {
                String name = classes.relativize(file).toString().replace(File.separatorChar, '/');
                out.putNextEntry(new ZipEntry(Files.isDirectory(file) ? name + "/" : name));
                if (Files.isRegularFile(file)) {
                    Files.copy(file, out);
                }
            }
            return jar;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /// Starts Rollcall until it would run, and ends it, upon which Java writes the archive.
    private static void archive() {
        try (JavaProcess rollcall = JavaProcess.start(Rollcall.class,
                Stream.concat(options("-XX:ArchiveClassesAtExit=" + ARCHIVE).stream(),
                        Stream.of("-Xlog:disable", "-Dspring.context.exit=onRefresh")).toList(),
                RollcallNode.arguments(TestDatabase.create(), URI.create("http://localhost:1"), "--server.port=0"))) {
            if (!rollcall.process().waitFor(2, TimeUnit.MINUTES) || !Files.exists(ARCHIVE)) {
                throw new IllegalStateException("There is no archive of Rollcall's classes.");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
