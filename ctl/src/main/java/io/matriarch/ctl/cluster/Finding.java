package io.matriarch.ctl.cluster;

/**
 * One thing an operator should know.
 *
 * @param wrong the cluster cannot do all that it should; else it is only worth knowing
 * @param what what was found
 * @param remedy what to do
 */
public record Finding(boolean wrong, String what, String remedy) {}
