package dev.rollcall.accounts;

import static dev.rollcall.Columns.texts;
import static dev.rollcall.Columns.utc;

import dev.rollcall.NormalForm;
import dev.rollcall.journal.SearchWords;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Writes rosters, with the same few statements however many are on them: Hibernate would write one row at a time.
@Component
class RosterWriter {

    private static final String USER = """
            organization_id, directory_id, account_id, active, email, name, given_name, family_name, roles, group_ids,
            observed_at, observed_nanos, observed_event, older_fields, dp_id, first_seen, former_group_ids, placed,
            linked_by, stranger_since, returned, protected_from, protection_known, attributes, attributes_said,
            username, username_said""";

    private static final String ACCOUNT = """
            organization_id, email, name, given_name, family_name, status, protected, merged_into, email_key, search,
            wanted_email, protection_known, prevented, shared, staying, anchored, attributes""";

    private final MovedGrants grants;
    private final MovedExternalIds externalIds;
    private final NewOrganizations organizations;
    private final JdbcClient jdbc;
    private final JsonMapper json = JsonMapper.shared();

    RosterWriter(MovedGrants grants, MovedExternalIds externalIds, NewOrganizations organizations, JdbcClient jdbc) {
        this.grants = grants;
        this.externalIds = externalIds;
        this.organizations = organizations;
        this.jdbc = jdbc;
    }

    /// Writes the directory users that are new or have changed. A roster with new ones is written once.
    ///
    /// @throws PessimisticLockingFailureException if somebody has been heard of in another organization since they were read
    void writeUsers(Roster roster) {
        List<DirectoryUser> changed = roster.changedUsers();
        try {
            if (!changed.isEmpty() && merge(changed, roster) < changed.size()) {
                throw new PessimisticLockingFailureException("Somebody is known since a moment ago");
            }
        } catch (DuplicateKeyException raced) {
            throw new PessimisticLockingFailureException("Somebody is known since this moment", raced);
        }
    }

    /// {@return how many were written: nobody who is new on the roster and known by now}
    private int merge(List<DirectoryUser> changed, Roster roster) {
        List<Facts> facts = changed.stream().map(DirectoryUser::facts).toList();
        return jdbc
                .sql("""
                        merge into directory_user as known
                        using (select id, organization_id, directory_id, account_id, active, email, name, given_name, family_name,
                                      cast(roles as text[]), cast(group_ids as text[]), observed_at, observed_nanos, observed_event,
                                      cast(older_fields as jsonb), dp_id, first_seen, cast(former_group_ids as text[]), placed,
                                      linked_by, stranger_since, returned, protected_from, protection_known, attributes,
                                      attributes_said, username, username_said, is_new
                                 from unnest(cast(:ids as text[]), cast(:organizations as text[]), cast(:directories as text[]),
                                             cast(:accounts as uuid[]), cast(:active as boolean[]), cast(:emails as text[]),
                                             cast(:names as text[]), cast(:givenNames as text[]), cast(:familyNames as text[]),
                                             cast(:roles as text[]), cast(:groups as text[]), cast(:observedAt as timestamptz[]),
                                             cast(:observedNanos as smallint[]), cast(:observedEvents as text[]),
                                             cast(:olderFields as text[]), cast(:dpIds as text[]), cast(:firstSeen as text[]),
                                             cast(:formerGroups as text[]), cast(:placed as boolean[]),
                                             cast(:linkedBy as text[]), cast(:strangerSince as timestamptz[]),
                                             cast(:returned as text[]), cast(:protectedFrom as text[]),
                                             cast(:protectionKnown as timestamptz[]), cast(:attributes as text[]),
                                             cast(:attributesSaid as text[]), cast(:usernames as text[]),
                                             cast(:usernamesSaid as text[]), cast(:new as boolean[]))
                                   as news (id, %1$s, is_new)) as news (id, %1$s, is_new)
                           on known.id = news.id
                         when matched and not is_new then update set (%1$s) = (%2$s)
                         when not matched then insert (id, %1$s) values (news.id, %2$s)"""
                        .formatted(USER, news(USER)))
                .param("ids", texts(changed, DirectoryUser::id))
                .param("organizations", texts(changed, DirectoryUser::organizationId))
                .param("directories", texts(facts, Facts::directoryId))
                .param("accounts", changed.stream().map(DirectoryUser::accountId).toArray(UUID[]::new))
                .param("active", facts.stream().map(Facts::active).toArray(Boolean[]::new))
                .param("emails", texts(facts, Facts::email)).param("names", texts(facts, Facts::name))
                .param("givenNames", texts(facts, Facts::givenName))
                .param("familyNames", texts(facts, Facts::familyName))
                .param("roles", texts(facts, its -> array(its.roles())))
                .param("groups", texts(facts, its -> array(its.groupIds())))
                .param("observedAt", texts(facts, its -> its.version().at()))
                .param("observedNanos", facts.stream().map(its -> its.version().nanos()).toArray(Short[]::new))
                .param("observedEvents", texts(facts, its -> its.version().event()))
                .param("dpIds", texts(facts, Facts::dpId))
                .param("firstSeen", texts(changed, DirectoryUser::firstSeenText))
                .param("formerGroups", texts(changed, user -> array(user.formerGroupIds())))
                .param("placed", changed.stream().map(DirectoryUser::placed).toArray(Boolean[]::new))
                .param("linkedBy", texts(changed, user -> user.linkedBy() == null ? null : user.linkedBy().name()))
                .param("returned", texts(changed, DirectoryUser::returned))
                .param("protectedFrom", texts(changed, user -> user.anchor() == null ? null : user.anchor().from()))
                .param("protectionKnown", texts(changed, user -> user.anchor() == null ? null : user.anchor().known()))
                .param("strangerSince", texts(changed, user -> user.strangerSince()))
                .param("olderFields", texts(facts, its -> json.writeValueAsString(its.olderFields())))
                .param("attributes", texts(facts, its -> its.attributed().attributes()))
                .param("attributesSaid", texts(facts, its -> its.attributed().attributesSaid()))
                .param("usernames", texts(facts, its -> its.attributed().username()))
                .param("usernamesSaid", texts(facts, its -> its.attributed().usernameSaid()))
                .param("new", changed.stream().map(roster::isNew).toArray(Boolean[]::new)).update();
    }

    /// Writes the accounts that are new or have changed.
    ///
    /// @param now since when they are as they are now
    void writeAccounts(Roster roster, Instant now) {
        List<Account> changed = roster.changedAccounts();
        List<Description> descriptions = changed.stream().map(Account::description).toList();
        List<Protection> protections = changed.stream().map(Account::protection).toList();
        if (changed.isEmpty()) {
            return;
        }
        organizations.note(roster.newPlaces(changed));
        // An id that the application gave in another organization says nothing in this one.
        jdbc.sql(
                """
                        merge into app_user as known
                        using (select id, organization_id, email, name, given_name, family_name, status, protected, merged_into,
                                      email_key, array_to_tsvector(cast(search as text[])), wanted_email, protection_known,
                                      prevented, shared, staying, anchored, attributes
                                 from unnest(cast(:ids as uuid[]), cast(:organizations as text[]), cast(:emails as text[]),
                                             cast(:names as text[]), cast(:givenNames as text[]), cast(:familyNames as text[]),
                                             cast(:statuses as text[]), cast(:protected as boolean[]), cast(:mergedInto as uuid[]),
                                             cast(:emailKeys as text[]), cast(:words as text[]), cast(:wantedEmails as text[]),
                                             cast(:protectionKnown as timestamptz[]), cast(:prevented as text[]),
                                             cast(:shared as boolean[]), cast(:staying as boolean[]), cast(:anchored as boolean[]),
                                             cast(:attributes as text[]))
                                   as news (id, %1$s)) as news (id, %1$s)
                           on known.id = news.id
                         when matched then update
                          set (%1$s) = (%2$s), revision = known.revision + 1,
                              external_id = case when known.organization_id = news.organization_id then known.external_id end,
                              updated_at = case
                                  when (known.email, known.name, known.given_name, known.family_name, known.status, known.merged_into,
                                        known.attributes)
                                       is distinct from
                                       (news.email, news.name, news.given_name, news.family_name, news.status, news.merged_into,
                                        news.attributes)
                                  then :now else known.updated_at end
                         when not matched then
                              insert (id, %1$s, created_at, updated_at) values (news.id, %2$s, :now, :now)"""
                        .formatted(ACCOUNT, news(ACCOUNT)))
                .param("ids", changed.stream().map(Account::id).toArray(UUID[]::new))
                .param("organizations", texts(changed, Account::organizationId))
                .param("emails", texts(changed, Account::email)).param("names", texts(descriptions, Description::name))
                .param("givenNames", texts(descriptions, Description::givenName))
                .param("familyNames", texts(descriptions, Description::familyName))
                .param("statuses", texts(changed, account -> account.status().name()))
                .param("protected", protections.stream().map(Protection::isOn).toArray(Boolean[]::new))
                .param("mergedInto", changed.stream().map(Account::mergedInto).toArray(UUID[]::new))
                .param("emailKeys",
                        texts(changed, account -> account.email() == null ? null : NormalForm.address(account.email())))
                .param("words",
                        texts(changed,
                                account -> SearchWords.of(account.email(), account.description().name(),
                                        account.description().givenName(), account.description().familyName())))
                .param("wantedEmails", texts(changed, Account::wantedEmail))
                .param("protectionKnown", texts(protections, Protection::known))
                .param("anchored", protections.stream().map(Protection::isAnchored).toArray(Boolean[]::new))
                .param("prevented", texts(protections, Protection::prevented))
                .param("shared", descriptions.stream().map(Description::shared).toArray(Boolean[]::new))
                .param("staying", protections.stream().map(Protection::staying).toArray(Boolean[]::new))
                .param("attributes", texts(descriptions, Description::attributes)).param("now", utc(now)).update();
        List<Account> merged = changed.stream().filter(account -> account.mergedInto() != null).toList();
        grants.hand(merged);
        externalIds.hand(merged);
    }

    /// {@return the columns of the rows that are merged}
    private static String news(String columns) {
        return columns.replaceAll("\\w+", "news.$0");
    }

    /// {@return the elements in PostgreSQL's notation, because an array of arrays must not have rows of different length}
    private static String array(List<String> elements) {
        return elements.isEmpty() ? "{}"
                : elements.stream().map(element -> '"' + element.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                        .collect(Collectors.joining(",", "{", "}"));
    }
}
