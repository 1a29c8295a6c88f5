package dev.rollcall.admin;

import dev.rollcall.accounts.AccountLinks;
import dev.rollcall.accounts.AddressHolders;
import dev.rollcall.reconcile.HeldChanges;
import dev.rollcall.reconcile.HeldChanges.OfUser;
import dev.rollcall.reconcile.PersonFindings.Listed;
import dev.rollcall.roles.Access;
import dev.rollcall.roles.AccessReader;
import dev.rollcall.roles.MappingReview;
import dev.rollcall.roles.MappingReviews;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Finds the accounts that have an address or had it, and what explains them.
@Component
class KnownPersons {

    /// More accounts than a page has room for are a crowd's.
    private static final int MOST = 20;

    private final AddressHolders holders;
    private final AccessReader reader;
    private final AccountLinks links;
    private final MappingReviews mappings;
    private final HeldChanges held;

    KnownPersons(AddressHolders holders, AccessReader reader, AccountLinks links, MappingReviews mappings,
            HeldChanges held) {
        this.holders = holders;
        this.reader = reader;
        this.links = links;
        this.mappings = mappings;
        this.held = held;
    }

    /// @param address an address in the form in which addresses are compared
    /// @param organizationId only accounts of this organization; null for all
    /// @param listed who is listed now
    /// @param groupNames what groups are called that are not known yet, or have another name now
    /// @return the accounts, those that have the address now first
    List<KnownPerson> of(String address, @Nullable String organizationId, List<Listed> listed,
            Map<String, String> groupNames) {
        List<String> organizations = organizationId == null ? holders.organizations(address) : List.of(organizationId);
        return organizations.stream().flatMap(organization -> holders.accounts(organization, address).stream())
                .limit(MOST).flatMap(account -> reader.find(account).stream())
                .map(access -> known(access, address, listed, groupNames))
                .sorted(Comparator.comparing(KnownPerson::hasAddress).reversed()).toList();
    }

    private KnownPerson known(Access access, String address, List<Listed> listed, Map<String, String> groupNames) {
        Set<String> groups = new TreeSet<>();
        access.user().groups().forEach(group -> groups.add(group.id()));
        listed.stream().filter(one -> access.user().id().equals(one.accountId()))
                .flatMap(one -> Objects.requireNonNullElse(one.groupIds(), List.<String> of()).stream())
                .forEach(groups::add);
        return new KnownPerson(access, KnownPerson.has(access, address), links.of(access.user().id()),
                mappings.review(access.user().organizationId(), groups, groupNames, access.user().attributes()),
                held.of(access.identities().stream().map(Access.Identity::id).toList()).stream().map(OfUser::runId)
                        .distinct().toList());
    }

    /// {@return what mappings would make of somebody who is listed and not known: by their groups, as listings say no attributes}
    MappingReview review(Listed listed, Map<String, String> groupNames) {
        return mappings.review(listed.organizationId(), Objects.requireNonNullElse(listed.groupIds(), List.of()),
                groupNames, Map.of());
    }
}
