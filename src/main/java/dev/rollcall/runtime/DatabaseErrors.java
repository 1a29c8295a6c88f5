package dev.rollcall.runtime;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;
import org.springframework.stereotype.Component;

/// Knows the error that a transaction's time limit for locks ends with, which Spring does not.
@Component
class DatabaseErrors extends SQLExceptionSubclassTranslator {

    /// PostgreSQL's error codes, appendix A of its manual.
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    @Override
    protected @Nullable DataAccessException doTranslate(String task, @Nullable String sql, SQLException failed) {
        return LOCK_NOT_AVAILABLE.equals(failed.getSQLState())
                ? new CannotAcquireLockException(buildMessage(task, sql, failed), failed)
                : super.doTranslate(task, sql, failed);
    }
}
