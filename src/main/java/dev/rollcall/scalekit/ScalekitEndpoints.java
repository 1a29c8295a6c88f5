package dev.rollcall.scalekit;

import dev.rollcall.scalekit.Answers.Directories;
import dev.rollcall.scalekit.Answers.GroupPage;
import dev.rollcall.scalekit.Answers.OneDirectory;
import dev.rollcall.scalekit.Answers.OneOrganization;
import dev.rollcall.scalekit.Answers.OrganizationPage;
import dev.rollcall.scalekit.Answers.UserPage;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;

/// The endpoints of Scalekit's API, one request each.
@HttpExchange(url = "/api/v1/organizations", accept = "application/json")
interface ScalekitEndpoints {

    @GetExchange
    ResponseEntity<OrganizationPage> organizations(@RequestHeader(HttpHeaders.AUTHORIZATION) String authorization,
            @RequestParam("page_size") int pageSize,
            @RequestParam(name = "page_token", required = false) @Nullable String pageToken);

    @GetExchange("/{id}")
    ResponseEntity<OneOrganization> organization(@RequestHeader(HttpHeaders.AUTHORIZATION) String authorization,
            @PathVariable String id);

    @GetExchange("/{organizationId}/directories")
    ResponseEntity<Directories> directories(@RequestHeader(HttpHeaders.AUTHORIZATION) String authorization,
            @PathVariable String organizationId);

    @GetExchange("/{organizationId}/directories/{id}")
    ResponseEntity<OneDirectory> directory(@RequestHeader(HttpHeaders.AUTHORIZATION) String authorization,
            @PathVariable String organizationId, @PathVariable String id);

    @GetExchange("/{organizationId}/directories/{directoryId}/users")
    ResponseEntity<UserPage> users(@RequestHeader(HttpHeaders.AUTHORIZATION) String authorization,
            @PathVariable String organizationId, @PathVariable String directoryId,
            @RequestParam("page_size") int pageSize, @RequestParam("include_detail") boolean includeDetail,
            @RequestParam(name = "page_token", required = false) @Nullable String pageToken,
            @RequestParam(name = "updated_after", required = false) @Nullable String updatedAfter,
            @RequestParam(name = "directory_group_id", required = false) @Nullable String groupId);

    @GetExchange("/{organizationId}/directories/{directoryId}/groups")
    ResponseEntity<GroupPage> groups(@RequestHeader(HttpHeaders.AUTHORIZATION) String authorization,
            @PathVariable String organizationId, @PathVariable String directoryId,
            @RequestParam("page_size") int pageSize, @RequestParam("include_detail") boolean includeDetail,
            @RequestParam(name = "page_token", required = false) @Nullable String pageToken,
            @RequestParam(name = "updated_after", required = false) @Nullable String updatedAfter);
}
