package dev.rollcall.accounts;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/// Counts the statements that a thread prepares on a data source.
public final class StatementCounter implements BeanPostProcessor {

    private final ThreadLocal<Long> statements = ThreadLocal.withInitial(() -> 0L);

    /// Counts what the service prepares.
    @TestConfiguration(proxyBeanMethods = false)
    static class InPlace {

        @Bean
        static StatementCounter statementCounter() {
            return new StatementCounter();
        }
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof DataSource source ? new DelegatingDataSource(source) {
            @Override
            public Connection getConnection() throws SQLException {
                return counting(super.getConnection());
            }
        } : bean;
    }

    /// {@return how many statements `work` makes in this thread}
    public long during(Runnable work) {
        long before = statements.get();
        work.run();
        return statements.get() - before;
    }

    private Connection counting(Connection connection) {
        return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
                (proxy, method, arguments) -> {
                    if (method.getName().startsWith("prepare")) {
                        statements.set(statements.get() + 1);
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }
}
