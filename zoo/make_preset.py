"""From a run to a preset of the zoo: `python -m tfstyle.zoo.make_preset`, see `workshop.making`."""

from tfstyle.zoo.workshop.making import main

if __name__ == "__main__":
    main()
