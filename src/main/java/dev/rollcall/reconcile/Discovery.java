package dev.rollcall.reconcile;

import dev.rollcall.accounts.AddressHolders;
import dev.rollcall.customers.ScalekitRoles;
import dev.rollcall.scalekit.DirectoryApi;
import dev.rollcall.scalekit.DirectoryApiException;
import dev.rollcall.scalekit.ListedOrganization;
import dev.rollcall.scalekit.Listing;
import dev.rollcall.scalekit.ScalekitOrganization;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/// Finds the organizations of a run, and looks into several of them at the same time.
@Component
class Discovery {

    private static final Logger log = LoggerFactory.getLogger(Discovery.class);

    private final DirectoryApi api;
    private final OrganizationLook organizations;
    private final KnownDirectories known;
    private final AddressHolders holders;
    private final ScalekitRoles roles;
    private final Clock clock;

    Discovery(DirectoryApi api, OrganizationLook organizations, KnownDirectories known, AddressHolders holders,
            ScalekitRoles roles, Clock clock) {
        this.api = api;
        this.organizations = organizations;
        this.known = known;
        this.holders = holders;
        this.roles = roles;
        this.clock = clock;
    }

    /// {@return why some organizations were not seen; null if all were}
    ///
    /// @param begin begins a directory that is found, which may have been begun before
    /// @throws DirectoryApiException if the only organization of the run could not be seen
    @Nullable
    String discover(RunLease lease, RunThreads threads, Consumer<DirectoryTask> begin) {
        return new Search(lease, threads, begin).all();
    }

    /// One run's search.
    private final class Search {

        private final RunLease lease;
        private final RunThreads threads;
        private final Consumer<DirectoryTask> begin;
        private final Queue<Future<?>> looks = new ConcurrentLinkedQueue<>();
        private final Queue<String> problems = new ConcurrentLinkedQueue<>();

        Search(RunLease lease, RunThreads threads, Consumer<DirectoryTask> begin) {
            this.lease = lease;
            this.threads = threads;
            this.begin = begin;
        }

        @Nullable
        String all() {
            String organizationId = lease.scope().organizationId();
            String address = lease.scope().email();
            List<String> having = address == null || organizationId != null ? List.of()
                    : holders.organizations(address);
            if (organizationId != null) {
                look(organizationId);
            } else if (having.isEmpty()) {
                if (address == null && !lease.dryRun()) {
                    looks.add(threads.start(this::lookAtRoles));
                }
                lookIntoAll();
            } else {
                having.forEach(id -> start(id, () -> look(id)));
            }
            threads.awaitAll(looks);
            return problems.peek();
        }

        /// They are only shown to people: nobody waits for them.
        private void lookAtRoles() {
            try {
                roles.refresh();
            } catch (DirectoryApiException | DataAccessException failed) {
                RunStoppedException.throwIfInterrupted();
                log.warn("Which roles Scalekit has could not be noted ({}): the next run of everything asks again",
                        failed instanceof DirectoryApiException ? failed.getMessage()
                                : failed.getClass().getSimpleName());
            }
        }

        private void lookIntoAll() {
            Set<String> listed = new HashSet<>();
            try {
                lookIntoListed(listed);
            } catch (DirectoryApiException failed) {
                RunStoppedException.throwIfInterrupted();
                problems.add(String.valueOf(failed.getMessage()));
                return;
            }
            if (lease.mode() == SyncMode.FULL) {
                // Asked for one by one: that a listing leaves somebody out proves nothing.
                known.organizationsInUse().stream().filter(id -> !listed.contains(id))
                        .forEach(id -> start(id, () -> look(id)));
            }
        }

        /// @param listed gets the ids of all that are listed
        private void lookIntoListed(Set<String> listed) {
            PageTrail trail = new PageTrail("organizations");
            String token = null;
            do {
                Listing<ScalekitOrganization> page = api.organizations(token);
                page.items().stream().filter(organization -> listed.add(organization.id()))
                        .forEach(organization -> start(organization.id(), () -> organizations.look(lease,
                                new ListedOrganization(organization, page.fetchedAt()), begin)));
                page.unreadable().forEach(place -> problems.add("%s cannot be read.".formatted(place)));
                token = page.nextPageToken();
                String endless = token == null ? null : trail.follow(token, page.totalSize());
                if (endless != null) {
                    problems.add(endless);
                    return;
                }
            } while (token != null);
        }

        private void start(String organizationId, Runnable look) {
            looks.add(threads.start(() -> threads.look(() -> {
                try {
                    look.run();
                } catch (DirectoryApiException failed) {
                    RunStoppedException.throwIfInterrupted();
                    problems.add(String.valueOf(failed.getMessage()));
                } catch (RunStoppedException stopped) {
                    throw stopped;
                } catch (RuntimeException | Error failed) {
                    RunStoppedException.throwIfInterrupted();
                    log.error("Organization {} of run {} failed", organizationId, lease.runId(), failed);
                    problems.add("Organization %s: it failed with %s, and Rollcall's log says why."
                            .formatted(organizationId, failed.getClass().getSimpleName()));
                }
                return organizationId;
            })));
        }

        private void look(String organizationId) {
            Optional<ListedOrganization> organization = api.organization(organizationId);
            if (organization.isPresent()) {
                organizations.look(lease, organization.get(), begin);
                return;
            }
            organizations.lookForMissing(lease, organizationId, Set.of(), clock.instant(), begin);
            if (!known.hasEnabled(organizationId) && known.organizationsInUse().contains(organizationId)) {
                problems.add("Organization %s is not there any more, and no directory of its users is known."
                        .formatted(organizationId));
            }
        }
    }
}
