package dev.rollcall.accounts;

import static dev.rollcall.Columns.utc;

import dev.rollcall.journal.AccountChange.FieldChange;
import dev.rollcall.journal.User.Status;
import dev.rollcall.scalekit.ScalekitUser;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Holds further deactivations back once webhooks have taken access from too many of an organization's users.
@Component
class WebhookSafeguard {

    private static final int EVERYBODY = 100;

    /// So many always pass, however few users there are; and within this time all are counted.
    private static final int ALWAYS_PASS = 10;
    private static final Duration WINDOW = Duration.ofHours(1);

    private static final Set<String> LOSSES = Set.of("status", "roles", "groups");

    private final int percent;
    private final int minimum;
    private final Rosters rosters;
    private final DepartureHolds holds;
    private final JdbcClient jdbc;
    private final Clock clock;

    WebhookSafeguard(AccountProperties properties, Rosters rosters, DepartureHolds holds, JdbcClient jdbc,
            Clock clock) {
        this.percent = properties.webhookSafeguardPercent();
        this.minimum = percent == 0 ? 0 : ALWAYS_PASS;
        this.rosters = rosters;
        this.holds = holds;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// What may be applied.
    ///
    /// @param seen the observations in their order; those whose deactivation is held, without what would be lost
    /// @param held the ids of the directory users whose deactivation is held
    /// @param run the run that holds them; 0 if there are none
    record Passage(List<Observation> seen, Set<String> held, long run) {
    }

    /// Has those deactivations held that are too many. The organization is locked, so nobody counts at the same time.
    ///
    /// @param organizationId the organization that all of them belong to
    /// @param seen what webhooks say, of each user once
    /// @param leaving the ids of those who are active and said not to be
    /// @return what may be applied
    Passage check(String organizationId, List<Observation> seen, Set<String> leaving) {
        if (percent == EVERYBODY || leaving.isEmpty()) {
            return new Passage(seen, Set.of(), 0);
        }
        long lost = lost(organizationId);
        long most = lost + leaving.size();
        long users = most <= minimum ? 0 : lost + active(organizationId, most);
        long limit = Math.max(minimum, users * percent / EVERYBODY);
        if (most <= limit) {
            return new Passage(seen, Set.of(), 0);
        }
        Set<String> live = live(leaving);
        Roster roster = rosters.look(leaving);
        List<Observation> passing = new ArrayList<>();
        List<HeldDeparture> held = new ArrayList<>();
        for (Observation one : seen) {
            DirectoryUser user = roster.find(one.user().id());
            List<FieldChange> losses = user == null ? List.of() : losses(user, one);
            if (user == null || losses.isEmpty()) {
                passing.add(one);
            } else if (!live.contains(user.id()) || !isTheLastOfItsAccount(user, roster)) {
                user.observe(one);
                passing.add(one);
            } else if (lost < limit) {
                lost++;
                user.observe(one);
                passing.add(one);
            } else {
                HeldDeparture departure = new HeldDeparture(user.id(), one.at(), losses);
                held.add(departure);
                passing.add(without(departure.losses(), one));
            }
        }
        return held.isEmpty() ? new Passage(seen, Set.of(), 0)
                : new Passage(passing, held.stream().map(HeldDeparture::directoryUserId).collect(Collectors.toSet()),
                        holds.hold(organizationId, held,
                                "Webhooks took access from %d of %d users within an hour: who else is said to have left keeps it until somebody approves."
                                        .formatted(lost, users)));
    }

    /// Who is of an organization that was deleted, or of a suspended directory, has nothing more to lose.
    private Set<String> live(Set<String> ids) {
        return jdbc.sql("select id from live_directory_user where id = any (:ids)")
                .param("ids", ids.toArray(String[]::new)).query((row, number) -> row.getString(1)).set();
    }

    /// {@return how many users of an organization webhooks took access from within the window and have not got it again. Whom
    /// a directory still calls active lost it with the directory or the organization, which was one person's decision}
    private long lost(String organizationId) {
        return jdbc.sql("""
                select count(distinct a.id)
                  from account_change c join app_user a on a.id = c.account_id
                 where c.organization_id = :organization and c.kind = 'user.deactivated' and c.recorded_at > :since
                   and c.cause ->> 'eventId' is not null
                   and a.status = 'DEACTIVATED' and a.merged_into is null
                   and not exists (select from directory_user u where u.account_id = a.id and u.active)""")
                .param("since", utc(clock.instant().minus(WINDOW))).param("organization", organizationId)
                .query(Long.class).single();
    }

    /// {@return how many users of an organization have access, or as many as are enough for so many to lose it}
    private long active(String organizationId, long losing) {
        return jdbc.sql("""
                select count(*) from (
                    select from app_user
                     where organization_id = ? and merged_into is null and status = 'ACTIVE' limit ?) active""")
                .params(organizationId, percent == 0 ? Long.MAX_VALUE : losing * EVERYBODY / percent + 1)
                .query(Long.class).single();
    }

    /// {@return what an observation that deactivates a user takes away: the status, and roles and groups if there are others
    /// afterwards; nothing if it does not deactivate}
    private static List<FieldChange> losses(DirectoryUser user, Observation seen) {
        if (!user.organizationId().equals(seen.user().organizationId())) {
            return List.of();
        }
        List<FieldChange> changes = new Decision(user, seen).changes();
        boolean leaves = changes.stream()
                .anyMatch(change -> change.field().equals("status") && Status.DEACTIVATED.name().equals(change.to()));
        return leaves ? changes.stream().filter(change -> LOSSES.contains(change.field())).toList() : List.of();
    }

    private static boolean isTheLastOfItsAccount(DirectoryUser user, Roster roster) {
        Account account = roster.accountOf(user);
        if (account == null || account.status() != Status.ACTIVE) {
            return false;
        }
        List<DirectoryUser> members = roster.members().getOrDefault(account.id(), List.of());
        return !account.protection().keepsWithoutAnybody(members)
                && members.stream().noneMatch(other -> other != user && other.active());
    }

    /// {@return the observation without what the user would lose by it: nor are attributes taken, by which mappings may give roles}
    private static Observation without(List<FieldChange> losses, Observation seen) {
        ScalekitUser user = seen.user();
        Set<String> lost = losses.stream().map(FieldChange::field).collect(Collectors.toSet());
        return new Observation(
                new ScalekitUser(user.id(), user.organizationId(), null, user.email(), user.name(), user.givenName(),
                        user.familyName(), user.dpId(), lost.contains("roles") ? null : user.roles(),
                        lost.contains("groups") ? null : user.groups(), null, user.username()),
                seen.directoryId(), seen.at());
    }
}
