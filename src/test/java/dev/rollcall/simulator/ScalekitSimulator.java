package dev.rollcall.simulator;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Plays Scalekit on 127.0.0.1: keeps directories, answers the Directory API about them, posts signed webhooks about
/// what happens in them, sends those again as Scalekit would, and does all of it wrong when told to.
public final class ScalekitSimulator implements AutoCloseable {

    /// How often a webhook is posted before the simulator gives up on it.
    public static final int MAX_ATTEMPTS = 5;

    private static final Duration PACE = Duration.ofMillis(50);

    private final DirectoryTime time = new DirectoryTime();
    private final Deliveries deliveries = new Deliveries();
    private final Tokens tokens = new Tokens();
    private final Gate gate = new Gate(time);
    private final WebhookSender sender;
    private final Webhooks webhooks;
    private final SimulatedEnvironment environment;
    private final DirectoryApi api;
    private final HttpListener listener;
    private volatile @Nullable URI webhookUrl;
    private volatile boolean closed;

    private ScalekitSimulator(int port, @Nullable URI webhookUrl, WebhookSigner signer) {
        this.webhookUrl = webhookUrl;
        this.sender = new WebhookSender(signer);
        this.webhooks = new Webhooks(sender, deliveries, webhookUrl);
        this.environment = new SimulatedEnvironment(time, new Announcements(webhooks));
        this.api = new DirectoryApi(environment, gate, tokens);
        var routes = new Routes();
        api.addTo(routes);
        new ControlApi(this, environment, gate).addTo(routes);
        this.listener = HttpListener.start(port, time, routes::answer);
    }

    /// Starts to listen on any free port; webhooks are posted as soon as [#postTo] says where.
    ///
    /// @param secret `whsec_…`, to sign them with
    public static ScalekitSimulator start(String secret) {
        return new ScalekitSimulator(0, null, new WebhookSigner(secret));
    }

    /// Starts to listen; webhooks are posted as soon as [#postTo] says where.
    ///
    /// @param port 0 for any that is free
    /// @param secret `whsec_…`, to sign them with
    /// @throws java.io.UncheckedIOException if the port is taken
    public static ScalekitSimulator start(int port, String secret) {
        return new ScalekitSimulator(port, null, new WebhookSigner(secret));
    }

    /// Starts to listen.
    ///
    /// @param port 0 for any that is free
    /// @param webhookUrl where the webhooks go
    /// @param secret `whsec_…`, to sign them with
    /// @throws java.io.UncheckedIOException if the port is taken
    public static ScalekitSimulator start(int port, URI webhookUrl, String secret) {
        return new ScalekitSimulator(port, webhookUrl, new WebhookSigner(secret));
    }

    /// Runs until the process is ended, with the arguments port, webhook URL and secret.
    public static void main(String[] args) throws InterruptedException {
        if (args.length != 3) {
            System.err.println("Arguments: <port> <URL for the webhooks> <whsec_… to sign them with>");
            System.exit(2);
        }
        var simulator = start(Integer.parseInt(args[0]), URI.create(args[1]), args[2]);
        System.out.println("The Scalekit simulator listens on " + simulator.url());
        Thread.currentThread().join();
    }

    /// Where the simulator listens, without a slash at the end.
    public URI url() {
        return URI.create("http://127.0.0.1:" + listener.port());
    }

    /// Lets directory time begin so long ago, so that it can be advanced without ever being in Rollcall's future.
    ///
    /// @throws IllegalStateException if something has happened already
    public ScalekitSimulator beginning(Duration ago) {
        time.begin(ago);
        return this;
    }

    /// Sets where the webhooks go.
    public ScalekitSimulator postTo(URI webhookUrl) {
        this.webhookUrl = webhookUrl;
        webhooks.postTo(webhookUrl);
        return this;
    }

    /// Posts no webhooks until [#postTo] says again where they go.
    public void postToNobody() {
        webhookUrl = null;
        webhooks.postTo(null);
    }

    /// Creates an organization under an id of the simulator's choice: `organization.created`.
    public SimulatedOrganization createOrganization() {
        return environment.createOrganization(Optional.empty(), Optional.empty());
    }

    /// Creates an organization: `organization.created`.
    ///
    /// @param id `org_…`
    public SimulatedOrganization createOrganization(String id, String name) {
        return environment.createOrganization(Optional.of(id), Optional.of(name));
    }

    /// Creates a directory in an organization of its own, and enables it.
    public SimulatedDirectory createDirectory() {
        return createOrganization().createDirectory();
    }

    /// All organizations, in the order of their creation.
    public List<SimulatedOrganization> organizations() {
        return List.copyOf(environment.organizations());
    }

    /// One organization.
    ///
    /// @throws java.util.NoSuchElementException if there is none
    public SimulatedOrganization organization(String id) {
        return environment.organization(id);
    }

    /// One directory.
    ///
    /// @throws java.util.NoSuchElementException if there is none
    public SimulatedDirectory directory(String id) {
        return environment.directory(id);
    }

    /// Makes changes that no webhook tells of; on the calling thread alone.
    public void quietly(Runnable changes) {
        Announcements.quietly(changes);
    }

    /// The time in the simulated directories, which is what `occurred_at`, `updated_at` and `Date` say.
    public Instant now() {
        return time.instant();
    }

    /// Lets time go by in the simulated directories.
    public void advance(Duration by) {
        time.advance(by);
    }

    /// The webhooks about what happens in the environment, and what can go wrong with them.
    public Webhooks webhooks() {
        return webhooks;
    }

    /// Lets something go wrong with the Directory API.
    ///
    /// @return the same, to ask it how often it has hit
    public Fault fail(Fault fault) {
        gate.faults().add(fault);
        return fault;
    }

    /// Ends a fault.
    public void mend(Fault fault) {
        gate.faults().remove(fault);
    }

    /// Ends all faults of the Directory API.
    public void mend() {
        gate.faults().clear();
    }

    /// The odd shapes in which everything is told; a directory has more of its own.
    public Oddities oddities() {
        return environment.oddities();
    }

    /// Sets the names of the roles that there are; before this is called, those of the people of [Scenario].
    public void roles(String... names) {
        environment.roles(List.of(names));
    }

    /// Accepts this client alone; before this is called, any.
    public ScalekitSimulator accepting(String clientId, String secret) {
        tokens.accept(clientId, secret);
        return this;
    }

    /// Sets how long the tokens to come are good for, a day by default; in the system's time, not in directory time.
    public void tokenLifetime(Duration lifetime) {
        tokens.lifetime(lifetime);
    }

    /// The access tokens that were given out and may still be good.
    public Set<String> tokens() {
        return tokens.givenOut();
    }

    /// Makes all tokens bad that were given out.
    public void revokeTokens() {
        tokens.revokeAll();
    }

    /// Says whether page tokens stand for offsets, so that a leaver between two pages shifts the rest; by default they
    /// stand for the last one seen, and nobody is shifted.
    public void offsetPages(boolean offsetPages) {
        api.offsetPages(offsetPages);
    }

    /// Says whether 64-bit numbers are written as strings, as JSON from Protocol Buffers has them.
    public void numbersAsStrings(boolean numbersAsStrings) {
        api.numbersAsStrings(numbersAsStrings);
    }

    /// Runs something before each request to the Directory API is answered; it is given path and query.
    public void onRequest(Consumer<String> action) {
        gate.interruptions().onRequest(action);
    }

    /// Runs something once, when so many pages of users, counted from now, have been made and before the last of them is
    /// sent.
    public void afterPage(int pages, Runnable action) {
        gate.interruptions().afterPage(pages, action);
    }

    /// How many requests there were for `users`, `groups`, `directories`, `organizations`, `roles` or `token`.
    public int requests(String path) {
        return gate.traffic().requests(path);
    }

    /// The largest number of requests that were under way at the same time.
    public int mostRequestsAtOnce() {
        return gate.traffic().mostAtOnce();
    }

    /// Counts requests from 0.
    public void resetRequests() {
        gate.traffic().reset();
    }

    /// Forgets all organizations, roles, faults, oddities, interruptions, counts, tokens and switches; the clock stays as it is.
    public void reset() {
        environment.mend();
        environment.clear();
        mend();
        webhooks.mend();
        gate.interruptions().clear();
        gate.traffic().reset();
        tokens.reset();
        offsetPages(false);
        numbersAsStrings(false);
    }

    /// What has been delivered, given up or lost, newest first; the newest 20,000.
    public List<Delivery> deliveries() {
        return deliveries.newestFirst();
    }

    /// Delivers an event under its own `webhook-id`; done twice, it is a duplicate. Nothing happens in the environment.
    public int deliver(SimulatedEvent event) {
        return deliver(event.webhookId(), event.bytes());
    }

    /// Posts these bytes, signed anew for each attempt, until they are answered with something other than 429 or 5xx or
    /// the attempts are used up.
    ///
    /// @return the last answer's HTTP status, 0 if there never was an answer
    public int deliver(String webhookId, byte[] body) {
        var url = webhookUrl;
        if (url == null) {
            throw new IllegalStateException("Nobody has said where webhooks go");
        }
        var delivery = sender.send(url, webhookId, body, () -> {
        }).join();
        deliveries.add(delivery);
        return delivery.status();
    }

    /// Lets a scenario happen and delivers it one by one, at a pace that an eye can follow.
    ///
    /// @return whether it was played to its end, and not cut off by [#close]
    public boolean play(Scenario scenario) {
        return play(scenario, PACE);
    }

    boolean play(Scenario scenario, Duration pace) {
        var playback = new Playback(environment, scenario);
        for (var place = 0; place < scenario.deliveries().size(); place++) {
            WebhookSender.pause(pace).join();
            if (closed) {
                return false;
            }
            deliver(playback.next(place));
        }
        return !closed;
    }

    /// Stops listening and delivering; what is under way is given up.
    @Override
    public void close() {
        closed = true;
        listener.close();
        webhooks.close();
    }

    @Nullable
    URI webhookUrl() {
        return webhookUrl;
    }
}
