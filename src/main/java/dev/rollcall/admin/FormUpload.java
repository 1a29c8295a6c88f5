package dev.rollcall.admin;

import jakarta.servlet.http.HttpServletRequest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.tomcat.util.http.fileupload.FileItemIterator;
import org.apache.tomcat.util.http.fileupload.FileItemStream;
import org.apache.tomcat.util.http.fileupload.FileUpload;
import org.apache.tomcat.util.http.fileupload.FileUploadException;
import org.apache.tomcat.util.http.fileupload.servlet.ServletRequestContext;
import org.springframework.http.HttpStatus;

/// What a form of the console sends with a file in it, which is read while it comes in. That Spring reads such bodies is off:
/// it would put files on a disk, and read webhooks before they can be verified.
///
/// @param fields what stands before the file
/// @param file the file
record FormUpload(Map<String, String> fields, InputStream file) {

    private static final int MOST_FIELDS = 10;
    private static final int LONGEST_FIELD = 1000;
    private static final int BEGINNING = 64;

    /// @throws IOException if it breaks off
    /// @throws Refusal if there is no file in it
    static FormUpload of(HttpServletRequest request) throws IOException {
        Map<String, String> fields = new HashMap<>();
        try {
            FileItemIterator items = new FileUpload().getItemIterator(new ServletRequestContext(request));
            while (items.hasNext() && fields.size() < MOST_FIELDS) {
                FileItemStream item = items.next();
                if (!item.isFormField() && !item.getName().isEmpty()) {
                    return new FormUpload(fields, new BufferedInputStream(item.openStream()));
                }
                try (InputStream value = item.openStream()) {
                    fields.put(item.getFieldName(),
                            new String(value.readNBytes(LONGEST_FIELD), StandardCharsets.UTF_8));
                }
            }
        } catch (FileUploadException noForm) {
            throw new Refusal(HttpStatus.BAD_REQUEST, "That is no form with a file.");
        }
        throw new Refusal(HttpStatus.BAD_REQUEST, "Choose a file.");
    }

    /// {@return whether the first thing to be seen in the file is a character}
    boolean beginsWith(char character) throws IOException {
        file.mark(BEGINNING);
        String beginning = new String(file.readNBytes(BEGINNING), StandardCharsets.UTF_8);
        file.reset();
        return beginning.replace("\uFEFF", "").strip().startsWith(String.valueOf(character));
    }
}
