package erp;

import java.io.IOException;

/** Starts the service from its environment; ends on SIGTERM after finishing what is under way. */
public final class ErpMain {
  private ErpMain() {}

  /** Exits 2 when the environment is incomplete, 1 when the port cannot be had. */
  public static void main(String[] args) {
    // Without it, Nagle's algorithm holds the last bytes of each answer back by up to 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    Log log = new Log(System.out);
    try {
      Server server = Server.start(Config.from(System.getenv()), log);
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "drain"));
    } catch (IllegalArgumentException e) {
      log.line("not started: " + e.getMessage());
      System.exit(2);
    } catch (IOException e) {
      log.line("not started: " + e);
      System.exit(1);
    }
  }
}
