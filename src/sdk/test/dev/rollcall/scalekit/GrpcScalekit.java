package dev.rollcall.scalekit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.scalekit.grpc.scalekit.v1.directories.GetDirectoryRequest;
import com.scalekit.grpc.scalekit.v1.directories.GetDirectoryResponse;
import com.scalekit.grpc.scalekit.v1.directories.ListDirectoriesRequest;
import com.scalekit.grpc.scalekit.v1.directories.ListDirectoriesResponse;
import com.scalekit.grpc.scalekit.v1.directories.ListDirectoryGroupsRequest;
import com.scalekit.grpc.scalekit.v1.directories.ListDirectoryGroupsResponse;
import com.scalekit.grpc.scalekit.v1.directories.ListDirectoryUsersRequest;
import com.scalekit.grpc.scalekit.v1.directories.ListDirectoryUsersResponse;
import com.scalekit.grpc.scalekit.v1.organizations.GeneratePortalLinkRequest;
import com.scalekit.grpc.scalekit.v1.organizations.GeneratePortalLinkResponse;
import com.scalekit.grpc.scalekit.v1.organizations.GetOrganizationRequest;
import com.scalekit.grpc.scalekit.v1.organizations.GetOrganizationResponse;
import com.scalekit.grpc.scalekit.v1.organizations.ListOrganizationsRequest;
import com.scalekit.grpc.scalekit.v1.organizations.ListOrganizationsResponse;
import com.scalekit.grpc.scalekit.v1.roles.ListRolesResponse;
import com.scalekit.shaded.google.protobuf.InvalidProtocolBufferException;
import com.scalekit.shaded.google.protobuf.Message;
import com.scalekit.shaded.google.protobuf.Timestamp;
import com.scalekit.shaded.google.protobuf.util.JsonFormat;
import com.scalekit.shaded.grpc.Status;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.coyote.http2.Http2Protocol;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServer;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientResponseException;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Scalekit as its SDK calls it: gRPC and the token endpoint, over TLS at port 443 of this machine. It asks a simulated
/// Scalekit over REST what it is asked itself, and tells with a gRPC status why it gets no answer.
public final class GrpcScalekit implements AutoCloseable {

    public static final URI URL = URI.create("https://localhost");

    private static final int PORT = 443;

    private final WebServer server;
    private final TestCertificate certificate;

    private volatile RestClient simulator = RestClient.create();

    private GrpcScalekit(TestCertificate certificate) {
        this.certificate = certificate;
        var factory = new TomcatServletWebServerFactory(PORT);
        factory.setAddress(InetAddress.getLoopbackAddress());
        Ssl ssl = new Ssl();
        ssl.setKeyStore(certificate.keyStore().toUri().toString());
        ssl.setKeyStorePassword(TestCertificate.PASSWORD);
        factory.setSsl(ssl);
        var http2 = new Http2Protocol();
        http2.setOverheadCountFactor(0); // else Tomcat ends connections that are measured as often as gRPC does it
        factory.addConnectorCustomizers(connector -> connector.addUpgradeProtocol(http2));
        this.server = factory.getWebServer(context -> {
            context.addServlet("token", new TokenServlet()).addMapping("/oauth/token");
            context.addServlet("grpc", new GrpcServlet()).addMapping("/*");
        });
        server.start();
        certificate.trust();
    }

    /// Starts to listen. Skips the test where the port cannot be bound.
    ///
    /// @param folder where its certificate is put, which the whole process trusts until it is closed
    public static GrpcScalekit start(Path folder) throws IOException, InterruptedException {
        assumeTrue(canBind(), "Port 443, which the SDK calls whatever the URL says, cannot be bound here");
        return new GrpcScalekit(TestCertificate.create(folder));
    }

    private static boolean canBind() throws IOException {
        try (ServerSocket socket = new ServerSocket(PORT, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (BindException taken) {
            return false;
        }
    }

    /// Stands on this simulator from now on.
    public GrpcScalekit on(URI url) {
        simulator = RestClient.create(url);
        return this;
    }

    @Override
    public void close() {
        certificate.distrust();
        server.stop();
        server.destroy();
    }

    private final class TokenServlet extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            try {
                ResponseEntity<byte[]> answer = simulator.post().uri("/oauth/token")
                        .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                        .body(request.getInputStream().readAllBytes()).retrieve()
                        .onStatus(status -> true, (asked, answered) -> {
                        }).toEntity(byte[].class);
                response.setStatus(answer.getStatusCode().value());
                response.setContentType(MediaType.APPLICATION_JSON_VALUE);
                response.getOutputStream().write(answer.getBody());
            } catch (ResourceAccessException broken) {
                response.setContentLength(1);
                response.flushBuffer();
                throw broken; // for which Tomcat breaks the connection, now that an answer has begun
            }
        }
    }

    /// What gRPC is over HTTP/2, for calls with one message each way: PROTOCOL-HTTP2.md of grpc/grpc.
    private final class GrpcServlet extends HttpServlet {

        private static final long serialVersionUID = 1L;
        private static final int PREFIX = 5;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            byte[] body = request.getInputStream().readAllBytes();
            Map<String, String> trailers = new ConcurrentHashMap<>();
            response.setContentType("application/grpc");
            response.setTrailerFields(() -> trailers);
            try {
                byte[] answer = answer(request.getRequestURI(), Arrays.copyOfRange(body, PREFIX, body.length),
                        request.getHeader("authorization")).toByteArray();
                var out = new DataOutputStream(response.getOutputStream());
                out.writeByte(0); // not compressed
                out.writeInt(answer.length);
                out.write(answer);
                trailers.put("grpc-status", "0");
            } catch (RestClientResponseException refused) {
                JsonNode error = JsonMapper.shared().readTree(refused.getResponseBodyAsByteArray());
                trailers.put("grpc-status", error.path("code").asString());
                trailers.put("grpc-message", error.path("message").asString());
            } catch (ResourceAccessException broken) {
                trailers.put("grpc-status", Integer.toString(Status.Code.UNAVAILABLE.value()));
            }
        }
    }

    private Message answer(String method, byte[] asked, String authorization) throws InvalidProtocolBufferException {
        ScalekitEndpoints rest = HttpServiceProxyFactory.builderFor(RestClientAdapter.create(simulator)).build()
                .createClient(ScalekitEndpoints.class);
        return switch (method) {
            case "/scalekit.v1.organizations.OrganizationService/ListOrganization" -> {
                var query = ListOrganizationsRequest.parseFrom(asked);
                yield read(ListOrganizationsResponse.newBuilder(),
                        rest.organizations(authorization, query.getPageSize(), said(query.getPageToken())));
            }
            case "/scalekit.v1.organizations.OrganizationService/GetOrganization" ->
                    read(GetOrganizationResponse.newBuilder(),
                            rest.organization(authorization, GetOrganizationRequest.parseFrom(asked).getId()));
            case "/scalekit.v1.organizations.OrganizationService/GeneratePortalLink" -> {
                var query = GeneratePortalLinkRequest.parseFrom(asked);
                yield read(GeneratePortalLinkResponse.newBuilder(),
                        rest.portalLink(authorization, query.getId(), query.getFeatures(0).name()));
            }
            case "/scalekit.v1.directories.DirectoryService/ListDirectories" -> read(
                    ListDirectoriesResponse.newBuilder(),
                    rest.directories(authorization, ListDirectoriesRequest.parseFrom(asked).getOrganizationId()));
            case "/scalekit.v1.directories.DirectoryService/GetDirectory" -> {
                var query = GetDirectoryRequest.parseFrom(asked);
                yield read(GetDirectoryResponse.newBuilder(),
                        rest.directory(authorization, query.getOrganizationId(), query.getId()));
            }
            case "/scalekit.v1.directories.DirectoryService/ListDirectoryUsers" -> {
                var query = ListDirectoryUsersRequest.parseFrom(asked);
                yield read(ListDirectoryUsersResponse.newBuilder(),
                        rest.users(authorization, query.getOrganizationId(), query.getDirectoryId(),
                                query.getPageSize(), query.getIncludeDetail(), said(query.getPageToken()),
                                query.hasUpdatedAfter() ? instant(query.getUpdatedAfter()) : null,
                                query.hasDirectoryGroupId() ? query.getDirectoryGroupId() : null));
            }
            case "/scalekit.v1.directories.DirectoryService/ListDirectoryGroups" -> {
                var query = ListDirectoryGroupsRequest.parseFrom(asked);
                yield read(ListDirectoryGroupsResponse.newBuilder(),
                        rest.groups(authorization, query.getOrganizationId(), query.getDirectoryId(),
                                query.getPageSize(), query.getIncludeDetail(), said(query.getPageToken()),
                                query.hasUpdatedAfter() ? instant(query.getUpdatedAfter()) : null));
            }
            case "/scalekit.v1.roles.RolesService/ListRoles" ->
                    read(ListRolesResponse.newBuilder(), rest.roles(authorization));
            default -> throw new IllegalArgumentException(method + " is nothing that Rollcall asks");
        };
    }

    private static String said(String token) {
        return token.isEmpty() ? null : token;
    }

    private static String instant(Timestamp timestamp) {
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos()).toString();
    }

    private static Message read(Message.Builder message, ResponseEntity<byte[]> answer)
            throws InvalidProtocolBufferException {
        JsonFormat.parser().ignoringUnknownFields().merge(new String(answer.getBody(), StandardCharsets.UTF_8),
                message);
        return message.build();
    }
}
