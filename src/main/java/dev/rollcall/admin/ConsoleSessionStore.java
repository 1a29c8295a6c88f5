package dev.rollcall.admin;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.support.GenericConversionService;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;
import org.springframework.session.web.http.CookieHttpSessionIdResolver;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.DefaultCookieSerializer;
import org.springframework.session.web.http.SessionRepositoryFilter;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/// Keeps the console's sessions in PostgreSQL, where every node finds them: texts alone, which any version can read, under
/// the SHA-256 of what the cookie says. Nothing but the console's paths ever looks for one.
@Configuration(proxyBeanMethods = false)
class ConsoleSessionStore {

    private static final String HASHED = "encode(sha256(convert_to(?, 'UTF8')), 'hex')";

    private static final String CREATE = """
            insert into console_session (primary_id, session_id, creation_time, last_access_time, max_inactive_interval,
                expiry_time, principal_name)
            values (?, %s, ?, ?, ?, ?, ?)""".formatted(HASHED);

    private static final String GET = """
            select s.primary_id, cookie.id as session_id, s.creation_time, s.last_access_time, s.max_inactive_interval,
                a.attribute_name, a.attribute_bytes
            from (values (?)) as cookie (id)
            join console_session s on s.session_id = encode(sha256(convert_to(cookie.id, 'UTF8')), 'hex')
            left join console_session_attributes a on a.session_primary_id = s.primary_id""";

    private static final String UPDATE = """
            update console_session set session_id = %s, last_access_time = ?, max_inactive_interval = ?, expiry_time = ?,
                principal_name = ?
            where primary_id = ?"""
            .formatted(HASHED);

    private static final String DELETE = "delete from console_session where session_id = " + HASHED;

    /// Not of a session that somebody has ended meanwhile.
    private static final String CREATE_ATTRIBUTE = """
            insert into console_session_attributes (session_primary_id, attribute_name, attribute_bytes)
            select s.primary_id, attribute.name, attribute.bytes
            from (values (?, ?, ?)) as attribute (primary_id, name, bytes)
            join console_session s on s.primary_id = attribute.primary_id
            on conflict (session_primary_id, attribute_name) do update set attribute_bytes = excluded.attribute_bytes""";

    /// Filters are made before the settings are checked: until somebody signs in, nothing asks for the database.
    @Bean
    JdbcIndexedSessionRepository consoleSessionRepository(@Lazy JdbcOperations jdbc,
            @Lazy PlatformTransactionManager transactions) {
        TransactionTemplate alone = new TransactionTemplate(transactions);
        alone.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        JdbcIndexedSessionRepository sessions = new JdbcIndexedSessionRepository(jdbc, alone);
        sessions.setTableName("console_session");
        sessions.setCreateSessionQuery(CREATE);
        sessions.setGetSessionQuery(GET);
        sessions.setUpdateSessionQuery(UPDATE);
        sessions.setDeleteSessionQuery(DELETE);
        sessions.setCreateSessionAttributeQuery(CREATE_ATTRIBUTE);
        sessions.setConversionService(texts());
        // On one node, below.
        sessions.setCleanupCron(Scheduled.CRON_DISABLED);
        return sessions;
    }

    @Bean
    FilterRegistrationBean<SessionRepositoryFilter<?>> consoleSessionFilter(JdbcIndexedSessionRepository sessions) {
        CookieHttpSessionIdResolver cookies = new CookieHttpSessionIdResolver();
        cookies.setCookieSerializer(new SessionCookie());
        SessionRepositoryFilter<?> filter = new SessionRepositoryFilter<>(sessions);
        filter.setHttpSessionIdResolver(cookies);
        FilterRegistrationBean<SessionRepositoryFilter<?>> registration = new FilterRegistrationBean<>(filter);
        registration.addUrlPatterns("/console", "/console/*");
        registration.setOrder(SessionRepositoryFilter.DEFAULT_ORDER);
        return registration;
    }

    @Bean
    RecurringTask<Void> consoleSessionsTask(JdbcIndexedSessionRepository sessions) {
        return Tasks.recurring("console-sessions", FixedDelay.of(Duration.ofHours(1)))
                .execute((instance, context) -> sessions.cleanUpExpiredSessions());
    }

    /// What tells a browser's session, on the console's paths alone.
    private static final class SessionCookie implements CookieSerializer {

        @Override
        public void writeCookieValue(CookieValue value) {
            cookie(value.getRequest()).writeCookieValue(value);
        }

        @Override
        public List<String> readCookieValues(HttpServletRequest request) {
            return cookie(request).readCookieValues(request);
        }

        private static CookieSerializer cookie(HttpServletRequest request) {
            DefaultCookieSerializer cookie = new DefaultCookieSerializer();
            cookie.setCookieName("rollcall-console");
            cookie.setCookiePath(ConsolePath.outside(ConsolePath.ROOT, request));
            // Comes along where the issuer, or a link in a message, sends somebody: pages change nothing, and forms
            // have tokens.
            cookie.setSameSite("Lax");
            cookie.setUseBase64Encoding(false);
            return cookie;
        }
    }

    /// What is no text cannot be kept: one version's objects are not another's.
    private static ConversionService texts() {
        GenericConversionService conversion = new GenericConversionService();
        conversion.addConverter(Object.class, byte[].class, text -> ((String) text).getBytes(StandardCharsets.UTF_8));
        conversion.addConverter(byte[].class, Object.class, bytes -> new String(bytes, StandardCharsets.UTF_8));
        return conversion;
    }
}
