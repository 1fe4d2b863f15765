package firedrill.component;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Where machines of the lab reach this process. */
public final class OwnAddress {

  /** RFC 863; nothing is sent to it. */
  private static final int DISCARD = 9;

  private OwnAddress() {}

  /**
   * This process' address on the way to a machine.
   *
   * @param machine its address or name
   * @throws IOException when there is no way to it
   */
  public static InetAddress seenFrom(String machine) throws IOException {
    // Connecting a datagram socket sends nothing; it only chooses the way.
    try (DatagramSocket way = new DatagramSocket()) {
      way.connect(new InetSocketAddress(InetAddress.getByName(machine), DISCARD));
      return way.getLocalAddress();
    }
  }
}
