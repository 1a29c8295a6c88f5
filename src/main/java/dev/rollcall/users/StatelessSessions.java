package dev.rollcall.users;

import jakarta.persistence.EntityManager;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Lets Hibernate read rows and remember none: all of them are written by statements that it does not know of.
@Component
class StatelessSessions {

    private final EntityManager entities;

    StatelessSessions(EntityManager entities) {
        this.entities = entities;
    }

    /// Reads in the current transaction.
    <T extends @Nullable Object> T read(Function<StatelessSession, T> query) {
        try (StatelessSession session = entities.unwrap(Session.class).statelessWithOptions().connection().open()) {
            return query.apply(session);
        }
    }
}
