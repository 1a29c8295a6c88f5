package dev.rollcall.runtime;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/// Makes a problem detail (RFC 9457) of an error that Tomcat finds before the request gets to Spring, such as a path that it
/// cannot decode.
@Component
class TomcatProblems implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass("");
                host.getPipeline().addValve(new Report());
            }
        });
    }

    private static final class Report extends ErrorReportValve {

        private static final Logger log = LoggerFactory.getLogger(TomcatProblems.class);

        @Override
        protected void report(Request request, Response response, Throwable failure) {
            HttpStatus status = HttpStatus.resolve(response.getStatus());
            if (status == HttpStatus.NOT_IMPLEMENTED || status == HttpStatus.HTTP_VERSION_NOT_SUPPORTED) {
                // What speaks another HTTP is at fault, and not this node, which a proxy may take out for a 5xx.
                status = HttpStatus.BAD_REQUEST;
            }
            if (status == null || !status.isError() || response.getContentWritten() > 0
                    || !response.setErrorReported()) {
                return;
            }
            try {
                response.setStatus(status.value());
                response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
                response.getReporter().write("""
                        {"detail":"%1$s.","status":%2$d,"title":"%1$s"}""".formatted(status.getReasonPhrase(),
                        status.value()));
                response.finishResponse();
            } catch (IOException gone) {
                log.debug("Nobody is there any more to be told of status {}", status.value());
            }
        }
    }
}
