"""NoiseGAN: pictures from noise, and the latent vectors they are made of."""

from tfstyle.models.noise_gan.noise_gan import NoiseGAN

__all__ = ["NoiseGAN"]
