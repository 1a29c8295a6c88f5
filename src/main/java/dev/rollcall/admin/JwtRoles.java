package dev.rollcall.admin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.stereotype.Component;

/// Reads from a JWT that was verified who calls, and what they may do: nothing, if it has none of the roles.
@Component
class JwtRoles implements Converter<Jwt, JwtAuthenticationToken> {

    /// Nobody whom an issuer names is taken for the holder of a token.
    static final String PREFIX = "oidc:";

    private static final Pattern NAME = Pattern.compile(Name.FORM);

    private final OidcProperties properties;

    JwtRoles(OidcProperties properties) {
        this.properties = properties;
    }

    @Override
    public JwtAuthenticationToken convert(Jwt jwt) {
        Collection<String> roles = roles(claim(jwt.getClaims(), properties.roleClaim()));
        List<String> authorities = new ArrayList<>();
        if (roles.contains(properties.adminRole())) {
            authorities.add("admin");
        }
        if (roles.contains(properties.readerRole())) {
            authorities.add("reader");
        }
        return new JwtAuthenticationToken(jwt, AuthorityUtils.createAuthorityList(authorities), name(jwt));
    }

    private String name(Jwt jwt) {
        if (claim(jwt.getClaims(), properties.principalClaim()) instanceof String name
                && NAME.matcher(name).matches()) {
            return PREFIX + name;
        }
        throw new InvalidBearerTokenException("The token names nobody.");
    }

    /// A claim whose name has dots in it goes before a path: `https://example.com/roles` is one.
    private static @Nullable Object claim(Map<?, ?> claims, String path) {
        Object whole = claims.get(path);
        if (whole != null) {
            return whole;
        }
        int dot = path.indexOf('.');
        return dot > 0 && claims.get(path.substring(0, dot)) instanceof Map<?, ?> inner
                ? claim(inner, path.substring(dot + 1))
                : null;
    }

    private static Collection<String> roles(@Nullable Object claim) {
        return switch (claim) {
            case String text -> List.of(text.split(" "));
            case Collection<?> list -> list.stream().filter(String.class::isInstance).map(String.class::cast).toList();
            case null, default -> List.of();
        };
    }
}
