package dev.rollcall.scalekit;

import static dev.rollcall.scalekit.ScalekitClient.found;
import static dev.rollcall.scalekit.ScalekitClient.givenRoles;

import com.scalekit.Environment;
import com.scalekit.api.util.ListDirectoryGroupResponse;
import com.scalekit.api.util.ListDirectoryResourceOptions;
import com.scalekit.api.util.ListDirectoryUserResponse;
import com.scalekit.exceptions.APIException;
import com.scalekit.grpc.scalekit.v1.directories.GetDirectoryResponse;
import com.scalekit.grpc.scalekit.v1.organizations.Feature;
import com.scalekit.grpc.scalekit.v1.organizations.GeneratePortalLinkResponse;
import com.scalekit.grpc.scalekit.v1.organizations.GetOrganizationResponse;
import com.scalekit.shaded.google.protobuf.Descriptors.FieldDescriptor;
import com.scalekit.shaded.google.protobuf.InvalidProtocolBufferException;
import com.scalekit.shaded.google.protobuf.Message;
import com.scalekit.shaded.google.protobuf.Timestamp;
import com.scalekit.shaded.google.protobuf.util.JsonFormat;
import com.scalekit.shaded.grpc.Context;
import com.scalekit.shaded.grpc.Context.CancellableContext;
import com.scalekit.shaded.grpc.Status.Code;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClientException;
import tools.jackson.databind.JsonNode;

/// Scalekit through its own SDK, which speaks gRPC. What it answers becomes the JSON that the REST API has for it, and is
/// read as that is. It gives less: no date of a page, so that this node's clock dates it; all groups whatever
/// [DirectoryQuery#updatedAfter] says; no members of one group; no `Retry-After`; and no difference between what is not
/// said and what is empty. `docs/decisions/no-sdk-by-default.md` has all of it.
@Component
@ConditionalOnProperty(name = "rollcall.scalekit.client", havingValue = "sdk")
class SdkDirectoryApi implements DirectoryApi {

    private static final int UNAUTHORIZED = 401;

    // With default values: a directory that is not enabled would else say nothing of it, and what says nothing is.
    private static final JsonFormat.Printer JSON = JsonFormat.printer().includingDefaultValueFields()
            .preservingProtoFieldNames().omittingInsignificantWhitespace();

    private final com.scalekit.ScalekitClient sdk;
    private final Duration readTimeout;
    private final Attempts attempts;
    private final Refusals refusals;
    private final Clock clock;
    private final Timepiece time;
    private final ScheduledExecutorService deadlines = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("scalekit-deadlines").factory());

    @Autowired
    SdkDirectoryApi(ScalekitProperties properties, MeterRegistry meters, Clock clock) {
        this(properties, meters, clock, new Timepiece());
    }

    SdkDirectoryApi(ScalekitProperties properties, MeterRegistry meters, Clock clock, Timepiece time) {
        var budget = new RateBudget(properties.requestsPerSecond(), time);
        this.attempts = new Attempts(budget, properties.backOff(), new CallMetrics(meters, budget), time);
        this.refusals = new Refusals(clock, properties.clientSecret());
        this.readTimeout = properties.readTimeout();
        this.clock = clock;
        this.time = time;
        this.sdk = new com.scalekit.ScalekitClient(properties.baseUrl(), properties.clientId(),
                properties.clientSecret());
        // The SDK has one environment for the whole process, and this is the only way to tell it a time limit.
        Environment.defaultConfig().timeout = Math.toIntExact(readTimeout.toMillis());
    }

    @Override
    public Listing<ScalekitOrganization> organizations(@Nullable String pageToken) {
        return ask(Call.ORGANIZATIONS, "ListOrganization",
                () -> sdk.organizations().listOrganizations(ScalekitClient.MOST_ORGANIZATIONS, pageToken),
                (page, at) -> AnswerReader.page(page, "organizations", at, AnswerReader::organization));
    }

    @Override
    public Optional<ListedOrganization> organization(String organizationId) {
        return found(() -> ask(Call.ORGANIZATION, "GetOrganization " + organizationId,
                () -> GetOrganizationResponse.newBuilder().setOrganization(sdk.organizations().getById(organizationId))
                        .build(),
                (answer, at) -> new ListedOrganization(
                        AnswerReader.one(answer, "organization", AnswerReader::oneOrganization), at)));
    }

    @Override
    public List<ListedDirectory> directories(String organizationId) {
        return found(() -> ask(Call.DIRECTORIES, "ListDirectories " + organizationId,
                () -> sdk.directories().listDirectories(organizationId), (answer, at) -> AnswerReader.all(answer,
                        "directories", json -> ListedDirectoryReader.directory(json, organizationId, at))))
                                .orElse(List.of());
    }

    @Override
    public Optional<ListedDirectory> directory(String organizationId, String directoryId) {
        return found(() -> ask(Call.DIRECTORY, "GetDirectory " + directoryId,
                () -> GetDirectoryResponse.newBuilder()
                        .setDirectory(sdk.directories().getDirectory(directoryId, organizationId)).build(),
                (answer, at) -> AnswerReader.one(answer, "directory",
                        json -> ListedDirectoryReader.directory(json, organizationId, at))));
    }

    @Override
    public Listing<ListedUser> users(ListedDirectory directory, DirectoryQuery query) {
        String what = "ListDirectoryUsers " + directory.directory().id();
        if (query.groupId() != null) {
            throw new DirectoryApiException(what + ": Scalekit's SDK cannot ask for the members of one group.", null,
                    null);
        }
        return ask(Call.USERS, what, () -> {
            ListDirectoryUserResponse page = sdk.directories().listDirectoryUsers(directory.directory().id(),
                    directory.directory().organizationId(), options(query));
            return message(page.getDefaultInstanceForType(), page.getAllFields());
        }, (page, at) -> AnswerReader.page(page, "users", at, new ListedUserReader(directory)::user));
    }

    @Override
    public Listing<ScalekitGroup> groups(ListedDirectory directory, DirectoryQuery query) {
        return ask(Call.GROUPS, "ListDirectoryGroups " + directory.directory().id(), () -> {
            ListDirectoryGroupResponse page = sdk.directories().listDirectoryGroups(directory.directory().id(),
                    directory.directory().organizationId(), options(query));
            return message(page.getDefaultInstanceForType(), page.getAllFields());
        }, (page, at) -> AnswerReader.page(page, "groups", at,
                json -> AnswerReader.group(json, directory.directory())));
    }

    @Override
    public Set<String> roles() {
        return givenRoles(() -> ask(Call.ROLES, "ListRoles", () -> sdk.roles().listRoles(),
                (answer, at) -> AnswerReader.roles(answer)));
    }

    @Override
    public void tryOut() {
        ask(Call.TRIAL, "ListOrganization", () -> sdk.organizations().listOrganizations(ScalekitClient.FEWEST, null),
                (page, at) -> AnswerReader.page(page, "organizations", at, AnswerReader::organization));
    }

    @Override
    public Optional<PortalLink> portalLink(String organizationId) {
        return found(() -> ask(Call.PORTAL_LINK, "GeneratePortalLink " + organizationId,
                () -> GeneratePortalLinkResponse.newBuilder()
                        .setLink(sdk.organizations().generatePortalLink(organizationId, List.of(Feature.dir_sync)))
                        .build(),
                (answer, at) -> AnswerReader.one(answer, "link", AnswerReader::portalLink)));
    }

    private static ListDirectoryResourceOptions options(DirectoryQuery query) {
        return ListDirectoryResourceOptions.builder().pageSize(ScalekitClient.MOST_USERS_OR_GROUPS)
                .pageToken(query.pageToken()).includeDetail(true).updatedAfter(timestamp(query.updatedAfter())).build();
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant instant) {
        if (instant == null) {
            return null;
        }
        Instant micros = instant.truncatedTo(ChronoUnit.MICROS);
        return Timestamp.newBuilder().setSeconds(micros.getEpochSecond()).setNanos(micros.getNano()).build();
    }

    /// The SDK hides the message that a page came as, and gives its fields.
    private static Message message(Message none, Map<FieldDescriptor, Object> fields) {
        Message.Builder message = none.newBuilderForType();
        fields.forEach(message::setField);
        return message.build();
    }

    private <T> T ask(Call call, String what, Supplier<Message> asked, BiFunction<JsonNode, Instant, T> reader) {
        return Patience.within(call, time, () -> attempts.make(call, what, () -> answer(asked)).read(what, reader));
    }

    private Answer answer(Supplier<Message> asked) {
        Instant at = clock.instant();
        try {
            String json = JSON.print(withinDeadline(asked));
            return new Answer(Body.of(json.getBytes(StandardCharsets.UTF_8)).root(), at);
        } catch (InvalidProtocolBufferException notJson) {
            throw new RestClientException("The answer has no form in JSON.");
        } catch (APIException refused) {
            throw refusal(refused);
        } catch (RuntimeException failed) {
            throw withoutToken(failed);
        }
    }

    private Message withinDeadline(Supplier<Message> asked) {
        long nanos = Patience.current().forAnswer(readTimeout).toNanos();
        try (CancellableContext limited = Context.current().withDeadlineAfter(nanos, TimeUnit.NANOSECONDS, deadlines)) {
            Context before = limited.attach();
            try {
                return asked.get();
            } finally {
                limited.detach(before);
            }
        }
    }

    private RuntimeException refusal(APIException refused) {
        String said = String.valueOf(refused.getMessage());
        // Of what failed again when the SDK asked again of itself, it leaves the status in words alone.
        Code code = Stream.of(Code.values())
                .filter(one -> refused.getGrpcStatusCode() == 0 ? said.startsWith(one.name())
                        : refused.getGrpcStatusCode() == one.value())
                .findFirst().orElse(null);
        return code == null ? new RestClientException("The answer cannot be read.")
                : new RefusedException(status(code), null, refusals.line(said));
    }

    /// {@return the HTTP status of a status of gRPC, as google/rpc/code.proto maps them}
    private static int status(Code code) {
        return switch (code) {
            case OK -> 200;
            case CANCELLED -> 499;
            case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
            case UNAUTHENTICATED -> UNAUTHORIZED;
            case PERMISSION_DENIED -> 403;
            case NOT_FOUND -> 404;
            case ALREADY_EXISTS, ABORTED -> 409;
            case RESOURCE_EXHAUSTED -> 429;
            case UNIMPLEMENTED -> 501;
            case UNAVAILABLE -> 503;
            case DEADLINE_EXCEEDED -> 504;
            case UNKNOWN, INTERNAL, DATA_LOSS -> 500;
        };
    }

    /// The SDK fails like this where it gets no token. What broke the connection it names; a refusal is an exception without
    /// a status.
    private static RuntimeException withoutToken(RuntimeException failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException broken && broken.getClass() != IOException.class) {
                return new ResourceAccessException("No access token.", broken);
            }
        }
        return new RefusedException(UNAUTHORIZED, null,
                "Scalekit's SDK got no access token. " + DirectoryApiException.CHECK_CREDENTIALS);
    }
}
