package dev.rollcall.admin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// An OpenID Connect issuer on this machine, with a real key.
public final class IssuerDouble implements AutoCloseable {

    /// What no issuer has.
    private static final RSAKey STRANGE = newKey();

    private final HttpServer server;
    private final IssuersPeople people;
    private volatile RSAKey key = newKey();
    private final ECKey curve = newCurve();
    private volatile boolean reachable = true;
    private volatile String away = "";

    IssuerDouble() {
        this(0);
    }

    private IssuerDouble(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/.well-known/openid-configuration", exchange -> answer(exchange, """
                {"issuer": "%1$s", "jwks_uri": "%1$s/keys", "subject_types_supported": ["public"],
                 "authorization_endpoint": "%1$s/authorize", "token_endpoint": "%1$s/token",
                 "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256", "none", "of its own"],
                 "end_session_endpoint": "%1$s/logout"}""".formatted(url())));
        server.createContext("/keys",
                exchange -> answer(exchange, new JWKSet(List.of(key.toPublicJWK(), curve.toPublicJWK())).toString()));
        people = new IssuersPeople(this, server);
        server.start();
    }

    /// Starts one for people: whoever comes chooses who they are.
    ///
    /// @param port where it listens
    /// @throws UncheckedIOException if the port is taken
    public static IssuerDouble forPeople(int port) {
        var issuer = new IssuerDouble(port);
        issuer.people.choose();
        return issuer;
    }

    /// {@return who signs in there}
    IssuersPeople people() {
        return people;
    }

    /// {@return its URL, as its tokens say it}
    public String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    void reachable(boolean reachable) {
        this.reachable = reachable;
    }

    /// Answers 503 to whoever asks for this path, or nothing any more.
    void away(String path) {
        away = path;
    }

    /// {@return whether it has answered already that it cannot answer}
    boolean isAway(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestURI().getPath().equals(away)) {
            return false;
        }
        exchange.sendResponseHeaders(503, -1);
        exchange.close();
        return true;
    }

    void rotateKey() {
        key = newKey();
    }

    /// {@return a token of this issuer for an hour, with the claims changed as told}
    String token(UnaryOperator<JWTClaimsSet.Builder> change) {
        return signedWith(key, change);
    }

    /// {@return the same, signed with the key that it has on an elliptic curve}
    String signedOnACurve(UnaryOperator<JWTClaimsSet.Builder> change) {
        return signed(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(curve.getKeyID()), change,
                () -> new ECDSASigner(curve));
    }

    /// {@return the same, signed with another key}
    String signedWith(RSAKey signing, UnaryOperator<JWTClaimsSet.Builder> change) {
        return signed(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(signing.getKeyID()), change,
                () -> new RSASSASigner(signing));
    }

    /// {@return a token that brings along the key that it is signed with, which nobody knows}
    String bringingItsKey(UnaryOperator<JWTClaimsSet.Builder> change) {
        return signed(new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(STRANGE.toPublicJWK()), change,
                () -> new RSASSASigner(STRANGE));
    }

    /// {@return a token that takes this issuer's public key, which everybody has, for a secret}
    String signedWithThePublicKey(UnaryOperator<JWTClaimsSet.Builder> change) {
        return signed(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()), change,
                () -> new MACSigner(key.toRSAPublicKey().getEncoded()));
    }

    /// {@return a token that nobody has signed}
    String unsigned(UnaryOperator<JWTClaimsSet.Builder> change) {
        return new PlainJWT(change.apply(claims()).build()).serialize();
    }

    /// {@return a key that this issuer does not have, by the id of the one that it has}
    RSAKey forgedKey() {
        return new RSAKey.Builder(STRANGE).keyID(key.getKeyID()).build();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /// Makes what a token is signed with.
    private interface Signing {

        JWSSigner signer() throws JOSEException;
    }

    private String signed(JWSHeader.Builder header, UnaryOperator<JWTClaimsSet.Builder> change, Signing signing) {
        try {
            var jwt = new SignedJWT(header.build(), change.apply(claims()).build());
            jwt.sign(signing.signer());
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder().issuer(url()).subject("4f1d2c").audience("rollcall").issueTime(new Date())
                .expirationTime(Date.from(Instant.now().plusSeconds(3600)));
    }

    private static ECKey newCurve() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(UUID.randomUUID().toString()).algorithm(JWSAlgorithm.ES256)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).algorithm(JWSAlgorithm.RS256)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(HttpExchange exchange, String json) throws IOException {
        if (isAway(exchange)) {
            return;
        }
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(reachable ? 200 : 500, reachable ? body.length : -1);
        if (reachable) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }
}
