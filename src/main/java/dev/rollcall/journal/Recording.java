package dev.rollcall.journal;

import dev.rollcall.journal.AccountChange.FieldChange;
import dev.rollcall.journal.WideChanges.Concerned;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Gatherers;
import java.util.stream.Stream;

/// The accounts that may change, as they were before.
public final class Recording {

    private static final int CHUNK = WideChanges.MOST;

    private final UserReader reader;
    private final JournalTable table;
    private final WideChanges wide;
    private final Occasion occasion;
    private final Instant now;
    private final Set<UUID> watched = new LinkedHashSet<>();
    private final Set<UUID> resumed = new HashSet<>();
    private final Map<UUID, User> before = new HashMap<>();
    private final Map<UUID, Occasion> occasions = new HashMap<>();
    private final Map<UUID, List<JournalEntry>> noted = new HashMap<>();

    Recording(UserReader reader, JournalTable table, WideChanges wide, Occasion occasion, Instant now) {
        this.reader = reader;
        this.table = table;
        this.wide = wide;
        this.occasion = occasion;
        this.now = now;
    }

    /// Remembers accounts as they are now. To be called before they are changed. What a wide change has made of them
    /// and is not recorded yet is recorded first.
    public void watch(Collection<UUID> accounts) {
        accounts.stream().filter(watched::add).gather(Gatherers.windowFixed(CHUNK)).forEach(chunk -> {
            List<User> users = reader.find(chunk);
            users.forEach(user -> before.put(user.id(), user));
            // Asked after they were read: what comes in between is of the next one to ask.
            Map<UUID, Occasion> owed = wide.owed(chunk);
            if (!owed.isEmpty()) {
                Map<UUID, User> told = new HashMap<>();
                table.told(owed.keySet()).forEach(user -> told.put(user.id(), user));
                write(users.stream().filter(user -> told.containsKey(user.id())),
                        user -> UserDifference.between(told.get(user.id()), user, true),
                        account -> owed.getOrDefault(account, occasion));
            }
        });
    }

    /// Remembers the accounts that a change may concern, before it is made. If they are too many, or too much is said of them, for one transaction,
    /// the change is noted and [Settlement] does the rest.
    ///
    /// @param scope whom it may concern
    /// @param settles whether it may change who is active
    public void watch(Scope scope, boolean settles) {
        List<UUID> some = wide.accounts(scope, WideChanges.MOST + 1);
        if (watched.size() + some.size() > WideChanges.MOST || wide.areLarge(some)) {
            wide.note(scope, settles, occasion);
        } else {
            watch(some);
        }
    }

    /// Adds accounts as they were before a wide change: as the newest entry of each tells. Of whom nothing is told yet
    /// everything is told that it has now.
    public void resume(Collection<Concerned> accounts) {
        List<UUID> untold = new ArrayList<>();
        accounts.forEach(one -> {
            watched.add(one.account());
            resumed.add(one.account());
            if (one.told() == null) {
                untold.add(one.account());
            } else {
                before.put(one.account(), one.told());
            }
        });
        if (!untold.isEmpty()) {
            reader.find(untold).forEach(user -> before.put(user.id(), user.without()));
        }
    }

    /// Remembers an account as it is now for what it was: how it came to be so is not written down.
    public void watchAgain(UUID account) {
        watched.remove(account);
        watch(List.of(account));
    }

    /// Adds an account: one that has just been opened, or one that is watched already. Says what concerns it: the latest
    /// occasion counts.
    public void concern(UUID account, Occasion its) {
        watched.add(account);
        occasions.merge(account, its, (a, b) -> a.at().isBefore(b.at()) ? b : a);
    }

    /// Has an entry written about something that a user does not show.
    ///
    /// @param account an account that is watched
    /// @param kind what kind of change it was
    /// @param changes what changed
    public void note(UUID account, String kind, FieldChange... changes) {
        noted.computeIfAbsent(account, id -> new ArrayList<>()).add(new JournalEntry(account, kind, List.of(changes)));
    }

    /// Writes down what became of them.
    void close() {
        chunks().forEach(chunk -> write(reader.find(chunk).stream(), this::entries,
                account -> occasions.getOrDefault(account, occasion)));
    }

    private List<JournalEntry> entries(User after) {
        List<JournalEntry> entries = new ArrayList<>(noted.getOrDefault(after.id(), List.of()));
        // Where it belongs is confirmed without an entry, so that the newest one may have it otherwise.
        boolean isTold = !entries.isEmpty() || resumed.contains(after.id());
        entries.addAll(UserDifference.between(before.get(after.id()), after, isTold));
        return entries;
    }

    private void write(Stream<User> users, Function<User, List<JournalEntry>> difference,
            Function<UUID, Occasion> why) {
        List<JournalEntry> all = new ArrayList<>();
        Map<UUID, String> snapshots = new HashMap<>();
        users.forEach(user -> {
            List<JournalEntry> entries = difference.apply(user);
            if (!entries.isEmpty()) {
                all.addAll(entries);
                snapshots.put(user.id(), UserJson.write(user.updated(now)));
            }
        });
        table.write(all, snapshots, why, now);
    }

    /// {@return what made those accounts change of which nothing else is said}
    public Occasion occasion() {
        return occasion;
    }

    /// {@return the accounts that are watched by now, in the order in which they came}
    public Set<UUID> watched() {
        return watched;
    }

    /// {@return the accounts, so many at a time that memory does not depend on how many there are}
    public Stream<List<UUID>> chunks() {
        return watched.stream().gather(Gatherers.windowFixed(CHUNK));
    }

    /// {@return when the changes are recorded}
    public Instant now() {
        return now;
    }
}
