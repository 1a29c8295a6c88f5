package dev.rollcall.scalekit;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PutExchange;

/// The endpoints of Scalekit's API, one request each, answered in bytes: they are read as events are.
@HttpExchange(url = "/api/v1", accept = "application/json")
interface ScalekitEndpoints {

    @GetExchange("/organizations")
    ResponseEntity<byte[]> organizations(@RequestHeader(HttpHeaders.AUTHORIZATION) String authorization,
            @RequestParam("page_size") int pageSize,
            @RequestParam(name = "page_token", required = false) @Nullable String pageToken);

    @GetExchange("/organizations/{id}")
    ResponseEntity<byte[]> organization(@RequestHeader(HttpHeaders.AUTHORIZATION) String authorization,
            @PathVariable String id);

    @GetExchange("/organizations/{organizationId}/directories")
    ResponseEntity<byte[]> directories(@RequestHeader(HttpHeaders.AUTHORIZATION) String authorization,
            @PathVariable String organizationId);

    @GetExchange("/organizations/{organizationId}/directories/{id}")
    ResponseEntity<byte[]> directory(@RequestHeader(HttpHeaders.AUTHORIZATION) String authorization,
            @PathVariable String organizationId, @PathVariable String id);

    @GetExchange("/organizations/{organizationId}/directories/{directoryId}/users")
    ResponseEntity<byte[]> users(@RequestHeader(HttpHeaders.AUTHORIZATION) String authorization,
            @PathVariable String organizationId, @PathVariable String directoryId,
            @RequestParam("page_size") int pageSize, @RequestParam("include_detail") boolean includeDetail,
            @RequestParam(name = "page_token", required = false) @Nullable String pageToken,
            @RequestParam(name = "updated_after", required = false) @Nullable String updatedAfter,
            @RequestParam(name = "directory_group_id", required = false) @Nullable String groupId);

    @GetExchange("/organizations/{organizationId}/directories/{directoryId}/groups")
    ResponseEntity<byte[]> groups(@RequestHeader(HttpHeaders.AUTHORIZATION) String authorization,
            @PathVariable String organizationId, @PathVariable String directoryId,
            @RequestParam("page_size") int pageSize, @RequestParam("include_detail") boolean includeDetail,
            @RequestParam(name = "page_token", required = false) @Nullable String pageToken,
            @RequestParam(name = "updated_after", required = false) @Nullable String updatedAfter);

    @PutExchange("/organizations/{id}/portal_links")
    ResponseEntity<byte[]> portalLink(@RequestHeader(HttpHeaders.AUTHORIZATION) String authorization,
            @PathVariable String id, @RequestParam String features);

    @GetExchange("/roles")
    ResponseEntity<byte[]> roles(@RequestHeader(HttpHeaders.AUTHORIZATION) String authorization);
}
