package dev.rollcall.admin;

import dev.rollcall.ActorName;
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

/// Reads from what an issuer says, after it was verified, who somebody is, and what they may do: nothing, if they have none
/// of the roles.
@Component
class JwtRoles implements Converter<Jwt, JwtAuthenticationToken> {

    private static final Pattern NAME = Pattern.compile(Name.FORM);
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cc}]");

    private final OidcProperties properties;

    JwtRoles(OidcProperties properties) {
        this.properties = properties;
    }

    @Override
    public JwtAuthenticationToken convert(Jwt jwt) {
        return new JwtAuthenticationToken(jwt, AuthorityUtils.createAuthorityList(authorities(jwt.getClaims())),
                id(jwt.getClaims()));
    }

    /// @param claims what the issuer says of somebody
    /// @return `admin`, `reader`, both or nothing
    List<String> authorities(Map<String, Object> claims) {
        Collection<String> roles = roles(claim(claims, properties.roleClaim()));
        List<String> authorities = new ArrayList<>();
        if (roles.contains(properties.adminRole())) {
            authorities.add("admin");
        }
        if (roles.contains(properties.readerRole())) {
            authorities.add("reader");
        }
        return authorities;
    }

    /// @param claims what the issuer says of somebody
    /// @return what they are called in the audit log: by their name, if they have one, and what the issuer knows them by
    /// @throws InvalidBearerTokenException if it knows them by nothing
    String person(Map<String, Object> claims) {
        String id = id(claims);
        // Nothing that is not seen, such as what turns the direction of writing around or begins a line.
        return claim(claims, properties.nameClaim()) instanceof String name && NAME.matcher(name).matches()
                ? ActorName.of(INVISIBLE.matcher(name).replaceAll(""), id)
                : id;
    }

    private String id(Map<String, Object> claims) {
        if (claim(claims, properties.principalClaim()) instanceof String id && NAME.matcher(id).matches()) {
            return ActorName.OF_ISSUER + id;
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
