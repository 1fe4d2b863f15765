package firedrill.component.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import firedrill.component.OwnAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Whoever is on call: takes Alertmanager's webhooks (version 4) until this process ends. */
final class Receiver {

  static final String PATH = "/alerts";

  private final HttpServer server;
  private final List<Notice> notices = new CopyOnWriteArrayList<>();

  private Receiver(HttpServer server) {
    this.server = server;
  }

  /** Listens on the address of this machine from which a machine of the lab is reached. */
  static Receiver reachedFrom(String machine) throws IOException {
    InetAddress here = OwnAddress.seenFrom(machine);
    Receiver receiver = new Receiver(HttpServer.create(new InetSocketAddress(here, 0), 0));
    receiver.server.createContext(PATH, receiver::take);
    // Its threads inherit this: they must not keep the process alive.
    Thread starter = new Thread(receiver.server::start, "receiver of alerts");
    starter.setDaemon(true);
    starter.start();
    return receiver;
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode body = new ObjectMapper().readTree(exchange.getRequestBody());
      for (JsonNode alert : body.path("alerts")) {
        Map<String, String> labels = new HashMap<>();
        alert
            .path("labels")
            .properties()
            .forEach(l -> labels.put(l.getKey(), l.getValue().asText()));
        notices.add(new Notice(alert.path("status").asText().equals("firing"), labels));
      }
      exchange.sendResponseHeaders(200, -1);
    }
  }

  URI address() {
    InetSocketAddress at = server.getAddress();
    return URI.create("http://" + at.getAddress().getHostAddress() + ":" + at.getPort() + PATH);
  }

  List<Notice> notices() {
    return List.copyOf(notices);
  }
}
