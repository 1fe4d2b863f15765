package firedrill.sandbox.local.controlplane;

import firedrill.sandbox.local.LocalNode;
import firedrill.sandbox.process.Programs;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** The API server's store, behind its back: only while no API server runs. */
public final class Etcd {

  private static final String REQUEST =
      "exec 3<>/dev/tcp/127.0.0.1/2379 && printf '%s' \"$1\" >&3 && cat <&3";

  private final LocalNode node;

  Etcd(LocalNode node) {
    this.node = node;
  }

  /** Deletes one key. */
  public void delete(String key) {
    deleteRange("{\"key\":\"" + base64(bytes(key)) + "\"}");
  }

  /** Deletes every key that begins so. */
  public void deleteAll(String prefix) {
    byte[] end = bytes(prefix);
    // The first key that no longer begins so (etcd API, RangeRequest.range_end).
    end[end.length - 1]++;
    deleteRange(
        "{\"key\":\"" + base64(bytes(prefix)) + "\",\"range_end\":\"" + base64(end) + "\"}");
  }

  /** etcd listens on the loopback of its node alone, hence no client of this JVM's. */
  private void deleteRange(String body) {
    String request =
        "POST /v3/kv/deleterange HTTP/1.1\r\nHost: etcd\r\nContent-Type: application/json\r\n"
            + "Content-Length: "
            + body.length()
            + "\r\nConnection: close\r\n\r\n"
            + body;
    String answer = node.run(Programs.path("bash"), "-c", REQUEST, "etcd", request);
    if (!answer.startsWith("HTTP/1.1 200 ")) {
      throw new IllegalStateException("etcd refused to delete: " + answer);
    }
  }

  private static byte[] bytes(String text) {
    return Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), text.length());
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
