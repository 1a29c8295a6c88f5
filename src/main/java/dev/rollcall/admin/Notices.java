package dev.rollcall.admin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.FlashMap;
import org.springframework.web.servlet.FlashMapManager;

/// Hands what a form has to say to the page that follows it, as a text in the session.
@Component(DispatcherServlet.FLASH_MAP_MANAGER_BEAN_NAME)
class Notices implements FlashMapManager {

    private static final String NOTICE = "notice";

    @Override
    public @Nullable FlashMap retrieveAndUpdate(HttpServletRequest request, HttpServletResponse response) {
        String path = request.getRequestURI();
        String asked = ConsolePath.of(request);
        // Styles and scripts need no session.
        HttpSession session = asked.startsWith("/console/assets/") || asked.startsWith("/console/webjars/") ? null
                : request.getSession(false);
        if (session == null || !(session.getAttribute(NOTICE) instanceof String kept)
                || !kept.startsWith(path + "\n")) {
            return null;
        }
        session.removeAttribute(NOTICE);
        FlashMap notice = new FlashMap();
        notice.put(NOTICE, kept.substring(path.length() + 1));
        return notice;
    }

    @Override
    public void saveOutputFlashMap(FlashMap notices, HttpServletRequest request, HttpServletResponse response) {
        HttpSession session = request.getSession(false);
        if (session != null && notices.get(NOTICE) instanceof String notice) {
            session.setAttribute(NOTICE, notices.getTargetRequestPath() + "\n" + notice);
        }
    }
}
