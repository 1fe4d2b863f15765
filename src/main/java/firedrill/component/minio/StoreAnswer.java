package firedrill.component.minio;

import java.util.Optional;

/**
 * How a call ended, and what it brought.
 *
 * @param value empty unless it was done
 */
public record StoreAnswer<T>(Reply reply, Optional<T> value) {

  /**
   * @throws IllegalStateException naming the call when it was not done
   */
  public T orThrow(String call) {
    return value.orElseThrow(() -> new IllegalStateException(call + ": " + reply));
  }
}
