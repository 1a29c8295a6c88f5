package dev.rollcall;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What whoever acts is called in the audit log, in histories and as the cause of a change. Who signed in to the console is
/// called by name there, which is personal, so logs have only the id that comes with it.
public final class ActorName {

    /// What an id begins with that an OpenID Connect issuer gave: nobody whom it names is taken for the holder of a token.
    public static final String OF_ISSUER = "oidc:";

    private static final Pattern WITH_NAME = Pattern.compile(".* \\((" + OF_ISSUER + ".*)\\)", Pattern.DOTALL);

    private ActorName() {
    }

    /// @param name what people call somebody
    /// @param id what an issuer knows them by
    /// @return both
    public static String of(String name, String id) {
        return "%s (%s)".formatted(name, id);
    }

    /// @param actor what somebody who acts is called
    /// @return what logs call them: by the id alone
    public static String inLogs(String actor) {
        Matcher named = WITH_NAME.matcher(actor);
        return named.matches() ? named.group(1) : actor;
    }
}
