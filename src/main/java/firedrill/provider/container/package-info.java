/**
 * Labs in a container of this machine's Docker or Podman; inside it everything is the local one.
 */
package firedrill.provider.container;
