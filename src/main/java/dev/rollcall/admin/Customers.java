package dev.rollcall.admin;

import dev.rollcall.journal.Organizations;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/// Finds the organization that a caller names by Scalekit's id, by the application's own, or by both.
@Component
class Customers {

    private final Organizations organizations;

    Customers(Organizations organizations) {
        this.organizations = organizations;
    }

    /// Has a list of one organization read, or of all if none is named.
    ///
    /// @param id Scalekit's id; null if it is not given
    /// @param externalId the application's own; null if it is not given
    /// @param list reads the list of an organization by Scalekit's id, or of all for null
    /// @return the list; an empty one if no organization is called so, or if the two name different ones
    <T> Page<T> list(@Nullable String id, @Nullable String externalId, Function<@Nullable String, Page<T>> list) {
        if (externalId == null) {
            return list.apply(id);
        }
        return organizations.idOf(externalId).filter(found -> id == null || found.equals(id)).map(list)
                .orElse(new Page<>(List.of(), null));
    }

    /// {@return what those of the organizations are called that have a name, by their ids}
    ///
    /// @param ids the organizations; null among them is none
    public Map<String, String> names(Collection<@Nullable String> ids) {
        return organizations.names(ids.stream().flatMap(Stream::ofNullable).collect(Collectors.toSet()));
    }

    /// {@return Scalekit's id of the organization that a request is to be about; null if it names none}
    ///
    /// @throws Refusal if no organization is called so, or if the two name different ones
    @Nullable
    String named(@Nullable String id, @Nullable String externalId) {
        if (externalId == null) {
            return id;
        }
        String found = organizations.idOf(externalId).orElseThrow(() -> new Refusal(HttpStatus.NOT_FOUND,
                "There is no organization with the external id %s.".formatted(externalId)));
        if (id != null && !found.equals(id)) {
            throw new Refusal(HttpStatus.BAD_REQUEST,
                    "organization_id and organization_external_id name different organizations.");
        }
        return found;
    }

    /// {@return Scalekit's id of the organization that a person calls by either id; what the person said if none is called so}
    ///
    /// @param either what somebody wrote into a form; null for nothing
    @Nullable
    String meant(@Nullable String either) {
        return either == null || organizations.find(either).isPresent() ? either
                : organizations.idOf(either).orElse(either);
    }

    /// {@return Scalekit's id of the organization that a list is to be of; null if none is named, and empty, as no organization
    /// is called, if no organization is called so or if the two name different ones}
    @Nullable
    String sought(@Nullable String id, @Nullable String externalId) {
        return externalId == null ? id
                : organizations.idOf(externalId).filter(found -> id == null || found.equals(id)).orElse("");
    }
}
