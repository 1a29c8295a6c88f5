package dev.rollcall.users;

import dev.rollcall.scalekit.DirectoryUser;
import dev.rollcall.users.AccountChange.FieldChange;
import dev.rollcall.users.User.Status;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Holds further deactivations back once webhooks have taken access from too many of an organization's users. It is off as
/// long as no share is set.
@Component
class WebhookSafeguard {

    private final @Nullable Integer percent;
    private final int minimum;
    private final Duration window;
    private final Rosters rosters;
    private final DepartureHolds holds;
    private final JdbcClient jdbc;
    private final Clock clock;

    WebhookSafeguard(AccountProperties properties, Rosters rosters, DepartureHolds holds, JdbcClient jdbc,
            Clock clock) {
        this.percent = properties.webhookSafeguardPercent();
        this.minimum = properties.webhookSafeguardMinimum();
        this.window = properties.webhookSafeguardWindow();
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
    record Passage(List<SeenUser> seen, Set<String> held, long run) {
    }

    /// Has those deactivations held that are too many. The organization is locked, so nobody counts at the same time.
    ///
    /// @param organizationId the organization that all of them belong to
    /// @param seen what webhooks say, of each user once
    /// @param leaving the ids of those who are active and said not to be
    /// @return what may be applied
    Passage check(String organizationId, List<SeenUser> seen, Set<String> leaving) {
        if (percent == null || leaving.isEmpty()) {
            return new Passage(seen, Set.of(), 0);
        }
        Roster roster = new Roster(); // of its own: nothing on it is written
        rosters.read(roster, leaving);
        Losses losses = losses(organizationId);
        long limit = Math.max(minimum, losses.users() * percent / 100);
        long lost = losses.lost();
        List<SeenUser> passing = new ArrayList<>();
        List<HeldDeparture> held = new ArrayList<>();
        for (SeenUser one : seen) {
            MirroredUser user = roster.find(one.user().id());
            if (user == null || !user.isDeactivatedBy(one)) {
                passing.add(one);
            } else if (!isTheLastOfItsAccount(user, roster)) {
                user.observe(one);
                passing.add(one);
            } else if (lost < limit) {
                lost++;
                user.observe(one);
                passing.add(one);
            } else {
                HeldDeparture departure = new HeldDeparture(user.id(), one.at(), user.losses(one));
                held.add(departure);
                passing.add(without(departure.losses(), one));
            }
        }
        return held.isEmpty() ? new Passage(seen, Set.of(), 0)
                : new Passage(passing, held.stream().map(HeldDeparture::directoryUserId).collect(Collectors.toSet()),
                        holds.hold(organizationId, held,
                                "Webhooks took access from %d of %d users within %s: who else is said to have left keeps it until somebody approves."
                                        .formatted(lost, losses.users(), window)));
    }

    /// How many users of an organization webhooks took access from within the window.
    ///
    /// @param lost how many have not got it again
    /// @param users how many have access, with those
    private record Losses(long lost, long users) {
    }

    private Losses losses(String organizationId) {
        return jdbc
                .sql("""
                        select count(*) filter (where lost) as lost, count(*) filter (where active or lost) as users
                          from (select status = 'ACTIVE' as active,
                                       status = 'DEACTIVATED' and updated_at > :since
                                           and exists (select from account_change c
                                                        where c.account_id = a.id and c.kind = 'user.deactivated'
                                                          and c.recorded_at > :since and c.cause ->> 'eventId' is not null) as lost
                                  from app_user a
                                 where organization_id = :organization and merged_into is null) accounts""")
                .param("since", clock.instant().minus(window).atOffset(ZoneOffset.UTC))
                .param("organization", organizationId)
                .query((row, number) -> new Losses(row.getLong("lost"), row.getLong("users"))).single();
    }

    private static boolean isTheLastOfItsAccount(MirroredUser user, Roster roster) {
        Account account = roster.accountOf(user);
        if (account == null || account.status() != Status.ACTIVE) {
            return false;
        }
        List<MirroredUser> members = roster.users().stream().filter(other -> account.id().equals(other.accountId()))
                .toList();
        return !account.isKeptActive(members) && members.stream().noneMatch(other -> other != user && other.active());
    }

    /// {@return the observation without what the user would lose by it}
    private static SeenUser without(List<FieldChange> losses, SeenUser seen) {
        DirectoryUser user = seen.user();
        Set<String> lost = losses.stream().map(FieldChange::field).collect(Collectors.toSet());
        return new SeenUser(new DirectoryUser(user.id(), user.organizationId(), null, user.email(), user.name(),
                user.givenName(), user.familyName(), user.dpId(), lost.contains("roles") ? null : user.roles(),
                lost.contains("groups") ? null : user.groups()), seen.directoryId(), seen.at());
    }
}
