package firedrill.component.keyvalue;

import firedrill.component.Component;
import firedrill.guard.GuardedHttp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

/** A key-value server: the smallest component, and all of it is in this package. */
public record KeyValue(URI address, GuardedHttp http) {

  /** As a part of a lab. */
  public static Component<KeyValue> component() {
    return new KeyValueComponent();
  }

  public boolean isReady() throws InterruptedException {
    try {
      return "yes".equals(get("ready"));
    } catch (IOException e) {
      return false;
    }
  }

  public void put(String key, String value) throws IOException, InterruptedException {
    http.send(request(key).PUT(BodyPublishers.ofString(value)).build(), BodyHandlers.discarding());
  }

  /** Empty when there is none. */
  public String get(String key) throws IOException, InterruptedException {
    return http.send(request(key).GET().build(), BodyHandlers.ofString()).body();
  }

  private HttpRequest.Builder request(String key) {
    return HttpRequest.newBuilder(address.resolve("/" + key));
  }
}
