package firedrill.sandbox.k3d;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/**
 * Ports of this machine's loopback at which a lab is reached: chosen once, so that they are the
 * same after a node has lost its power, and a block of their own, so that two labs stand side by
 * side.
 *
 * @param first of the block
 */
record Ports(int first) {

  private static final int BLOCK = 4;
  private static final int ATTEMPTS = 50;

  /** Below what systems give to outgoing connections. */
  private static final int LOWEST = 20_000;

  private static final int HIGHEST = 31_000;

  /**
   * A block in which nobody listens now.
   *
   * @throws IllegalStateException when there is none
   */
  static Ports free(RandomGenerator random) {
    for (int i = 0; i < ATTEMPTS; i++) {
      Ports ports = new Ports(LOWEST + BLOCK * random.nextInt((HIGHEST - LOWEST) / BLOCK));
      if (ports.areFree()) {
        return ports;
      }
    }
    throw new IllegalStateException(
        "no " + BLOCK + " ports beside each other are free between " + LOWEST + " and " + HIGHEST);
  }

  private boolean areFree() {
    for (int port = first; port < first + BLOCK; port++) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      } catch (IOException taken) {
        return false;
      }
    }
    return true;
  }

  int api() {
    return first;
  }

  int registry() {
    return first + 1;
  }

  int database() {
    return first + 2;
  }

  int git() {
    return first + 3;
  }
}
