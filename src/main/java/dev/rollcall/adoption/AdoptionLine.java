package dev.rollcall.adoption;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What became of a line of the application's list, or a user who is not on it.
///
/// @param id grows in the order of the list; those who are not on it come last
/// @param line where it stands in the list, 1 is the first line; null if it is about somebody who is not on it
/// @param result who it turned out to be; null if nobody has looked yet
/// @param userId the user; null if none was found, or more than one
/// @param organizationId its organization, by Scalekit's id; null if none is known by what the line says
/// @param organizationExternalId its organization, as the line has it by the application's own id; null if it has not
/// @param email the address, as the line has it; null if it has none, and after the person's data was erased
/// @param externalId the application's own id of it; null if there is none
/// @param roles the roles that the line names
/// @param reason what more there is to say, as a sentence; null if there is nothing
public record AdoptionLine(@JsonIgnore long id, @Nullable Long line, @Nullable LineResult result, @Nullable UUID userId,
        @Nullable String organizationId, @Nullable String organizationExternalId, @Nullable String email,
        @Nullable String externalId, List<String> roles, @Nullable String reason) {
}
