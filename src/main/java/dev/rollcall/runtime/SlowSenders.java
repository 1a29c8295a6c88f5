package dev.rollcall.runtime;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/// Cuts the connections of senders who take too long over a request. Tomcat's own timeouts are about silence: they begin
/// anew with every byte, and so a byte now and then would keep a connection for hours.
@Component
class SlowSenders implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private static final Logger log = LoggerFactory.getLogger(SlowSenders.class);

    private final Duration patience;

    SlowSenders(HttpProperties properties) {
        this.patience = properties.receiveTimeout();
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setProtocol(PromptHttp.class.getName());
        factory.addConnectorCustomizers(connector -> {
            if (connector.getProtocolHandler() instanceof PromptHttp http) {
                http.patience = patience;
            }
        });
    }

    /// HTTP/1.1 with a time within which a request has to come in. Public because Tomcat makes it by its name.
    public static final class PromptHttp extends Http11NioProtocol {

        private static final int SECONDS_BETWEEN_LOOKS = 1;

        // A request is in here while it is read or answered, and so in particular while some of it is still to come.
        private final Map<Arrival, SocketWrapperBase<?>> arrivals = new ConcurrentHashMap<>();
        private Duration patience = Duration.ofSeconds(20);
        private @Nullable ScheduledFuture<?> watch;

        @Override
        protected Processor createProcessor() {
            return new Arrival(getAdapter());
        }

        @Override
        public void start() throws Exception {
            super.start();
            watch = getUtilityExecutor().scheduleWithFixedDelay(this::cutTheLate, SECONDS_BETWEEN_LOOKS,
                    SECONDS_BETWEEN_LOOKS, TimeUnit.SECONDS);
        }

        @Override
        public void stop() throws Exception {
            if (watch != null) {
                watch.cancel(false);
            }
            super.stop();
        }

        private void cutTheLate() {
            arrivals.forEach((arrival, connection) -> {
                if (arrival.isLate()) {
                    log.debug("A request did not come in within {}: its connection is cut", patience);
                    arrivals.remove(arrival);
                    connection.close();
                }
            });
        }

        /// The requests of one connection, one after the other.
        private final class Arrival extends Http11Processor {

            private static final long NOT_BEGUN = -1;

            Arrival(Adapter adapter) {
                super(PromptHttp.this, adapter);
            }

            @Override
            public SocketState process(SocketWrapperBase<?> connection, SocketEvent event) throws IOException {
                arrivals.put(this, connection);
                SocketState state = SocketState.CLOSED;
                try {
                    state = super.process(connection, event);
                } finally {
                    if (state != SocketState.LONG) {
                        arrivals.remove(this);
                    }
                }
                return state;
            }

            boolean isLate() {
                long begun = request.getStartTimeNanos();
                return begun != NOT_BEGUN && System.nanoTime() - begun > patience.toNanos()
                        && !isRequestBodyFullyRead();
            }
        }
    }
}
