package firedrill.component.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import firedrill.guard.GuardedHttp;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One Prometheus, by its HTTP API (v1). */
public final class PrometheusServer {

  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final URI address;
  private final GuardedHttp http;

  PrometheusServer(String name, URI address, GuardedHttp http) {
    this.name = name;
    this.address = address;
    this.http = http;
  }

  /** As the drill calls it, for what it scrapes. */
  public String name() {
    return name;
  }

  boolean isReady() throws IOException, InterruptedException {
    return send("/-/ready").statusCode() == 200;
  }

  /** Whether the last scrape of each target was answered, by its address. */
  public Map<String, Boolean> targets() throws IOException, InterruptedException {
    Map<String, Boolean> up = new TreeMap<>();
    for (JsonNode target : get("/api/v1/targets?state=active").path("activeTargets")) {
      up.put(
          target.path("labels").path("instance").asText(),
          target.path("health").asText().equals("up"));
    }
    return up;
  }

  /** What is about to fire or fires. */
  public List<Alert> alerts() throws IOException, InterruptedException {
    List<Alert> alerts = new ArrayList<>();
    for (JsonNode alert : get("/api/v1/alerts").path("alerts")) {
      Map<String, String> labels = labels(alert.path("labels"));
      String alertName = labels.remove("alertname");
      alerts.add(new Alert(alertName, state(alert.path("state")), labels));
    }
    return alerts;
  }

  /** The states of one alert in the last ten minutes, without a gap each, the earliest first. */
  public List<AlertSpan> history(String alert) throws IOException, InterruptedException {
    String query = "ALERTS{alertname=\"" + alert + "\"}[10m]";
    List<AlertSpan> spans = new ArrayList<>();
    String path = "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
    for (JsonNode series : get(path).path("result")) {
      List<Instant> seen = new ArrayList<>();
      series.path("values").forEach(sample -> seen.add(instant(sample)));
      spans.addAll(
          AlertSpan.of(
              series.path("metric").path("instance").asText(),
              state(series.path("metric").path("alertstate")),
              seen));
    }
    spans.sort(Comparator.comparing(AlertSpan::first));
    return spans;
  }

  /** What each series of a query is now, by one of its labels. */
  public Map<String, Double> values(String query, String label)
      throws IOException, InterruptedException {
    Map<String, Double> values = new TreeMap<>();
    String path = "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
    for (JsonNode series : get(path).path("result")) {
      values.put(
          series.path("metric").path(label).asText(), series.path("value").path(1).asDouble());
    }
    return values;
  }

  private static Instant instant(JsonNode sample) {
    return Instant.ofEpochMilli(Math.round(sample.get(0).asDouble() * 1000));
  }

  private static Alert.State state(JsonNode word) {
    return Alert.State.valueOf(word.asText().toUpperCase(Locale.ROOT));
  }

  private static Map<String, String> labels(JsonNode object) {
    Map<String, String> labels = new HashMap<>();
    object.properties().forEach(l -> labels.put(l.getKey(), l.getValue().asText()));
    return labels;
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = send(path);
    if (response.statusCode() != 200) {
      throw new IOException(name + " answers " + response.statusCode() + ": " + response.body());
    }
    return JSON.readTree(response.body()).path("data");
  }

  private HttpResponse<String> send(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(address + path)).timeout(LOOK).GET().build(),
        BodyHandlers.ofString());
  }
}
