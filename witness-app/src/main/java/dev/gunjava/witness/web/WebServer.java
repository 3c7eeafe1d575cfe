package dev.gunjava.witness.web;

import dev.gunjava.Subscription;
import dev.gunjava.witness.peer.PeerEvent;
import dev.gunjava.witness.peer.PeerEventJson;
import dev.gunjava.witness.peer.WitnessPeer;
import dev.gunjava.witness.protocol.WitnessJson;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.ContentTooLargeResponse;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.staticfiles.Location;
import io.javalin.util.JavalinBindException;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves the page and, beside it, the JVM peer as a small HTTP API: its events as a stream, its witnesses to add to.
 *
 * <p>Stands on loopback unless told otherwise, and then answers to loopback names alone. Elsewhere a write needs a token,
 * another one at each start, which is in the address to open. This class is thread-safe.
 */
public final class WebServer implements AutoCloseable {
    private static final int MAX_BODY_BYTES = 4_096;
    /** Source: Prometheus, "Exposition formats", text version 0.0.4. */
    private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** How long a browser waits before it connects again. Source: HTML, "Server-sent events", the field retry; ms. */
    private static final String RETRY = "retry: 1000\n";

    private static final JsonMapper JSON = new JsonMapper();

    private final WitnessPeer peer;
    private final PageConfig page;
    private final @Nullable PrometheusMeterRegistry meters;
    private final InetAddress host;
    private final @Nullable String ownName;
    private final @Nullable AccessToken token;
    private final RequestGuard guard;
    private final EventClients clients = new EventClients();
    private final EventHistory history = new EventHistory();
    private final StatisticsFeed statistics;
    private final Subscription events;
    private final Javalin server;

    private WebServer(Builder builder, InetAddress host) throws IOException {
        this.peer = builder.peer;
        this.page = builder.page;
        this.meters = builder.meters;
        this.host = host;
        this.ownName = builder.ownName;
        this.token = host.isLoopbackAddress() ? null : AccessToken.fresh(new SecureRandom());
        this.guard = new RequestGuard(host, ownName, token);
        this.server = Javalin.create(this::configure);
        this.statistics = new StatisticsFeed(peer::statistics);
        // Before the port is taken, which is slow: the first events are of interest.
        this.events = peer.events(event -> {
            EventHistory.Numbered numbered = history.add(event);
            clients.publish(EventClients.message(numbered.number(), numbered.json()));
        });
        start(builder.port);
        statistics.start(this::tellStatistics);
    }

    /** A server for the page beside this peer. Closing the server does not close the peer. */
    public static Builder builder(WitnessPeer peer, PageConfig page) {
        return new Builder(peer, page);
    }

    /** The address to open in a browser, with the token if a write needs one; other devices can reach it if any can. */
    public URI uri() {
        return address(token != null);
    }

    /** Whether other devices can reach the page, as far as the server knows. */
    public boolean isReachable() {
        return !host.isLoopbackAddress();
    }

    /** The name or address by which a browser finds this machine, and by which it is told to find the relay. */
    public String hostName() {
        if (ownName != null) {
            return ownName;
        }
        String literal = (host.isAnyLocalAddress() ? OwnAddress.find() : host).getHostAddress();
        return literal.contains(":") ? "[" + literal + "]" : literal;
    }

    private URI address(boolean withToken) {
        return URI.create(
                "http://" + hostName() + ":" + port() + "/" + (withToken && token != null ? token.fragment() : ""));
    }

    /** The port that was taken; of use if any free one was asked for. */
    public int port() {
        return server.port();
    }

    /** Lets all pages go and frees the port. */
    @Override
    public void close() {
        events.close();
        statistics.close();
        clients.close();
        server.stop();
    }

    private void start(int port) throws IOException {
        try {
            requireFree(port);
            server.start(host.getHostAddress(), port);
        } catch (BindException | JavalinBindException taken) {
            close();
            throw new IOException(
                    "Port " + port + " on " + host.getHostAddress() + " is in use; choose another with --page-port",
                    taken);
        }
    }

    /** Spares the user the stack trace that Javalin logs about a port in use. */
    private void requireFree(int port) throws IOException {
        new ServerSocket(port, 1, host).close();
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.staticFiles.add(files -> {
            files.hostedPath = "/";
            files.directory = "/web";
            files.location = Location.CLASSPATH;
            files.headers = Map.of("Cache-Control", "no-cache");
        });
        config.routes.before(request -> {
            guard.harden(request, page.relayPort());
            guard.check(request);
        });
        config.routes.get("/api/config", request -> answer(request, HttpStatus.OK, config(request)));
        config.routes.get("/api/status", request -> answer(request, HttpStatus.OK, status()));
        config.routes.get(
                "/api/history",
                request -> answer(
                        request,
                        HttpStatus.OK,
                        history.toJson(System.currentTimeMillis()).json()));
        config.routes.get("/api/events", this::follow);
        config.routes.get("/api/invitation", request -> answer(request, HttpStatus.OK, invitation(request)));
        config.routes.get("/api/invitation.svg", this::drawInvitation);
        if (meters != null) {
            config.routes.get(
                    "/metrics", request -> request.contentType(METRICS_TYPE).result(meters.scrape(METRICS_TYPE)));
        }
        config.routes.post("/api/witnesses", this::add);
        config.routes.post("/api/witnesses/{id}/rewitness", this::reWitness);
        config.routes.exception(HttpResponseException.class, (refused, request) -> {
            answer(request, HttpStatus.forStatus(refused.getStatus()), error(refused.getMessage()));
        });
    }

    private JsonNode config(Context request) {
        String name = guard.name(request.header("Host"));
        return page.toJson(name == null ? hostName() : name, mayWrite(request), Instant.now());
    }

    private boolean mayWrite(Context request) {
        return guard.mayWrite(request.header("Authorization"));
    }

    private JsonNode status() {
        long now = System.currentTimeMillis();
        ObjectNode json = PeerEventJson.status(now, peer.id(), peer.status(), peer.peers());
        json.set("statistics", statistics.toJson(now));
        return json;
    }

    private void tellStatistics() {
        if (clients.size() > 0) {
            clients.publish(EventClients.message(
                    statistics.toJson(System.currentTimeMillis()).toString()));
        }
    }

    /** How another device opens this page; who may write may hand that on. */
    private JsonNode invitation(Context request) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("reachable", isReachable())
                .put("url", address(mayWrite(request)).toString());
    }

    private void drawInvitation(Context request) {
        request.contentType("image/svg+xml")
                .header("Cache-Control", "no-store")
                .result(QrDrawing.of(address(mayWrite(request)).toString()).svg());
    }

    private void follow(Context request) throws IOException {
        request.contentType("text/event-stream").header("Cache-Control", "no-store");
        if (!clients.serve(request.res().getOutputStream(), this::snapshot)) {
            answer(request, HttpStatus.SERVICE_UNAVAILABLE, error("Too many pages are open."));
        }
    }

    /** What a page has to hear first: what has happened, then the present, as if all of it had just happened. */
    private List<String> snapshot() {
        long now = System.currentTimeMillis();
        Stream<PeerEvent> present = Stream.of(
                        Stream.of(new PeerEvent.StatusChanged(now, peer.id(), peer.status())),
                        peer.peers().stream().map(view -> new PeerEvent.LinkChanged(now, view)),
                        peer.witnesses().stream()
                                .map(witness -> new PeerEvent.WitnessChanged(now, PeerEvent.Change.ADDED, witness)))
                .flatMap(events -> events);
        Stream<String> snapshot = Stream.concat(Stream.of(statistics.toJson(now)), present.map(PeerEventJson::write))
                .map(JsonNode::toString)
                .map(EventClients::message);
        EventHistory.Numbered past = history.toJson(now);
        return Stream.concat(Stream.of(RETRY + EventClients.message(past.number(), past.json())), snapshot)
                .toList();
    }

    private void add(Context request) throws IOException {
        guard.checkWrite(request);
        JsonNode body = body(request);
        JsonNode text = body.path("text");
        JsonNode context = body.path("contextOf");
        if (!text.isString()) {
            throw new BadRequestResponse("A witness needs a text.");
        }
        try {
            @Nullable String contextOf = context.isString() ? context.stringValue() : null;
            answer(request, HttpStatus.CREATED, WitnessJson.write(peer.add(text.stringValue(), contextOf)));
        } catch (IllegalArgumentException refused) {
            answer(request, HttpStatus.BAD_REQUEST, error(refused.getMessage()));
        }
    }

    private void reWitness(Context request) {
        guard.checkWrite(request);
        peer.reWitness(request.pathParam("id"))
                .ifPresentOrElse(
                        witness -> answer(request, HttpStatus.OK, WitnessJson.write(witness)),
                        () -> answer(request, HttpStatus.NOT_FOUND, error("It has faded already.")));
    }

    private static JsonNode body(Context request) throws IOException {
        byte[] bytes = request.bodyInputStream().readNBytes(MAX_BODY_BYTES + 1);
        if (bytes.length > MAX_BODY_BYTES) {
            throw new ContentTooLargeResponse("A request has at most " + MAX_BODY_BYTES + " bytes.");
        }
        try {
            return JSON.readTree(bytes);
        } catch (JacksonException malformed) {
            throw new BadRequestResponse("This is not JSON.");
        }
    }

    private static void answer(Context request, HttpStatus status, JsonNode json) {
        answer(request, status, json.toString());
    }

    private static void answer(Context request, HttpStatus status, String json) {
        request.status(status)
                .contentType("application/json")
                .header("Cache-Control", "no-store")
                .result(json);
    }

    private static JsonNode error(@Nullable String message) {
        return JsonNodeFactory.instance.objectNode().put("error", message == null ? "Refused." : message);
    }

    /** Where a server stands and what it serves. Not thread-safe. */
    public static final class Builder {
        private final WitnessPeer peer;
        private final PageConfig page;
        private String host = "127.0.0.1";
        private @Nullable String ownName;
        private int port = 8080;
        private @Nullable PrometheusMeterRegistry meters;

        private Builder(WitnessPeer peer, PageConfig page) {
            this.peer = peer;
            this.page = page;
        }

        /** The name or address of the interface to stand on; 127.0.0.1 unless told otherwise. */
        public Builder bind(String host) {
            this.host = host;
            return this;
        }

        /**
         * A name or address by which other devices reach this machine, to answer to and to tell people; its address
         * otherwise.
         */
        public Builder ownName(@Nullable String name) {
            this.ownName = name;
            return this;
        }

        /** The port to take, 8080 unless told otherwise; 0 takes any free one. */
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /** Shows these meters under {@code /metrics}; without them there is no such page. */
        public Builder metrics(PrometheusMeterRegistry registry) {
            this.meters = registry;
            return this;
        }

        /**
         * Starts to serve.
         *
         * @throws IOException if the port is in use or the host is unknown, with a message for people
         */
        public WebServer open() throws IOException {
            return new WebServer(this, InetAddress.getByName(host));
        }
    }
}
