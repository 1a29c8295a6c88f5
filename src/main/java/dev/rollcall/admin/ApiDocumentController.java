package dev.rollcall.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;
import tools.jackson.databind.json.JsonMapper;

/// Serves `docs/openapi.yaml`, which is packaged as it was committed.
@RestController
class ApiDocumentController {

    static final String PATH = "/v3/api-docs";

    private final SingletonSupplier<String> yaml;
    private final SingletonSupplier<String> json;

    ApiDocumentController(@Value("classpath:openapi.yaml") Resource document) {
        yaml = SingletonSupplier.of(() -> read(document));
        json = SingletonSupplier.of(() -> JsonMapper.shared().writeValueAsString(parse(yaml.obtain())));
    }

    @GetMapping(path = PATH, produces = MediaType.APPLICATION_JSON_VALUE)
    byte[] json(HttpServletRequest request) {
        return below(request, json.obtain(), "\"url\":%s", "\"/\"");
    }

    @GetMapping(path = PATH + ".yaml", produces = "application/vnd.oai.openapi")
    byte[] yaml(HttpServletRequest request) {
        return below(request, yaml.obtain(), "\n  url: %s\n", "/");
    }

    /// {@return the document, whose calls are relative to a path that is not `/` behind some proxies}
    private static byte[] below(HttpServletRequest request, String document, String url, String root) {
        String prefix = request.getContextPath();
        String moved = prefix.isEmpty() ? document
                : document.replace(url.formatted(root), url.formatted(JsonMapper.shared().writeValueAsString(prefix)));
        return moved.getBytes(UTF_8);
    }

    private static String read(Resource document) {
        try {
            return document.getContentAsString(UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("openapi.yaml cannot be read", unreadable);
        }
    }

    private static Object parse(String yaml) {
        LoaderOptions options = new LoaderOptions();
        DumperOptions unused = new DumperOptions();
        return new Yaml(new SafeConstructor(options), new Representer(unused), unused, options, new Timeless())
                .load(yaml);
    }

    /// JSON has no times: what looks like one is a text.
    private static final class Timeless extends Resolver {

        @Override
        public void addImplicitResolver(Tag tag, Pattern form, @Nullable String first, int limit) {
            if (tag != Tag.TIMESTAMP) {
                super.addImplicitResolver(tag, form, first, limit);
            }
        }
    }
}
