package dev.rollcall;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A page of Markdown, taken apart as far as tests compare it with what is there.
///
/// @param path where it is committed
/// @param text what is in it
public record Documentation(Path path, String text) {

    private static final Pattern FENCED = Pattern.compile("(?ms)^( *)```([a-z]*)\\n(.*?)^ *```$");
    private static final Pattern SPAN = Pattern.compile("`([^`]+)`");
    private static final Pattern LINK = Pattern.compile("!?\\[[^]]*]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.*)$");

    /// What the changelog names may be there no more.
    private static final Path OF_THE_PAST = Path.of("CHANGELOG.md");

    /// {@return all pages, wherever they are}
    public static List<Documentation> pages() {
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            return Stream
                    .concat(Stream.of("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "bench/README.md")
                            .map(Path::of), docs.filter(path -> path.toString().endsWith(".md")).sorted())
                    .map(Documentation::of).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// {@return the pages that speak of what is there now}
    public static List<Documentation> current() {
        return pages().stream().filter(page -> !page.path().equals(OF_THE_PAST)).toList();
    }

    /// {@return the page that is committed there}
    public static Documentation of(Path path) {
        try {
            return new Documentation(path, Files.readString(path));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// {@return the targets of its links and pictures, as they are written}
    public List<String> links() {
        return LINK.matcher(SPAN.matcher(prose()).replaceAll("code")).results().map(link -> link.group(1)).toList();
    }

    /// {@return the anchors that GitHub gives its headings; of equal ones the further ones have a number}
    public Set<String> anchors() {
        Map<String, Integer> seen = new HashMap<>();
        return HEADING.matcher(FENCED.matcher(text).replaceAll("")).results().map(heading -> slug(heading.group(1)))
                .map(slug -> {
                    int before = seen.merge(slug, 1, Integer::sum) - 1;
                    return before == 0 ? slug : slug + "-" + before;
                }).collect(Collectors.toSet());
    }

    /// {@return what stands between backticks within a line of text, and each line of the blocks of code}
    public List<String> code() {
        List<String> code = new ArrayList<>(
                SPAN.matcher(prose()).results().map(span -> span.group(1).replaceAll("\\s+", " ")).toList());
        blocks("").flatMap(block -> block.replace("\\\n", "").lines()).map(String::strip).forEach(code::add);
        return code;
    }

    private Stream<String> blocks(String language) {
        return FENCED.matcher(text).results().filter(block -> block.group(2).equals(language))
                .map(block -> block.group(3));
    }

    private String prose() {
        return FENCED.matcher(text).replaceAll("");
    }

    private static String slug(String heading) {
        String shown = heading.replaceAll("!?\\[([^]]*)]\\([^)]*\\)", "$1").replaceAll("[`*]", "").strip();
        return shown.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{M}\\p{N}\\p{Pc} -]", "").replace(' ', '-');
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
