package firedrill.component.minio;

import io.minio.messages.Part;
import java.util.List;

/**
 * An upload in parts that was begun and not completed.
 *
 * @param id the store's name of it
 * @param sent its parts so far
 */
public record OpenUpload(String bucket, String key, String id, List<Part> sent) {

  public OpenUpload {
    sent = List.copyOf(sent);
  }
}
