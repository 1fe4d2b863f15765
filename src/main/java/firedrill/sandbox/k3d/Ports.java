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

  /** How many Services the harness can reach. */
  static final int SERVICES = 20;

  /** Where Kubernetes opens them on a node; the first of its range of node ports. */
  static final int ON_NODE = 30_000;

  private static final int BLOCK = 32;
  private static final int BEFORE_SERVICES = BLOCK - SERVICES;
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

  /** The first of {@link #SERVICES}. */
  int services() {
    return first + BEFORE_SERVICES;
  }

  boolean isService(int port) {
    return port >= services() && port < services() + SERVICES;
  }

  /** The port on a node behind one of this machine's. */
  int onNode(int port) {
    return ON_NODE + port - services();
  }
}
