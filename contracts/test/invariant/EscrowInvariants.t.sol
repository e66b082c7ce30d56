// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPaynodeEscrow} from "../../src/IPaynodeEscrow.sol";
import {EscrowTest} from "../EscrowTest.sol";
import {MoodyToken} from "../tokens/MoodyToken.sol";
import {FuzzSelector, vm} from "../Vm.sol";
import {EscrowHandler} from "./EscrowHandler.sol";
import {EscrowModel} from "./EscrowModel.sol";

contract EscrowInvariantsTest is EscrowTest {
    /// One campaign call in so many may revert: paused, delisted or blacklisted at the wrong moment.
    uint256 private constant CALLS_PER_REVERT = 5;

    EscrowHandler private handler;
    MoodyToken[2] private tokens;

    function setUp() public override {
        super.setUp();
        tokens = [new MoodyToken(), new MoodyToken()];
        vm.startPrank(admin);
        escrow.setTokenAllowed(address(tokens[0]), true);
        escrow.setTokenAllowed(address(tokens[1]), true);
        vm.stopPrank();
        handler = new EscrowHandler(escrow, admin, tokens);
    }

    /// After every call: the escrow holds what it owes, to the unit.
    function invariant_The_escrow_holds_what_is_locked_and_what_is_credited() public view {
        for (uint256 i = 0; i < 2; ++i) {
            vm.assertEq(
                tokens[i].balanceOf(address(escrow)),
                handler.expectedBalance(address(tokens[i])),
                "balance of the escrow"
            );
        }
    }

    /// After every campaign: each order as the model has it, most calls with an effect, and nobody's money stuck.
    function afterInvariant() public {
        _assertOrdersMatchTheModel();
        vm.assertLe(handler.reverts() * CALLS_PER_REVERT, handler.calls(), "too many calls revert");
        handler.everyoneLeaves();
        _assertOrdersMatchTheModel();
        for (uint256 i = 0; i < 2; ++i) {
            vm.assertEq(
                tokens[i].balanceOf(address(escrow)), handler.stray(address(tokens[i])), "left behind"
            );
        }
        for (uint256 i = 0; i < handler.quotedCount(); ++i) {
            IPaynodeEscrow.Terms memory terms = handler.termsOf(i);
            address deposit = escrow.depositAddressOf(terms);
            vm.assertEq(MoodyToken(terms.token).balanceOf(deposit), 0, "left at a deposit address");
        }
    }

    function _assertOrdersMatchTheModel() private view {
        for (uint256 i = 0; i < handler.lockedCount(); ++i) {
            (bytes32 orderId, EscrowModel.Account memory model) = handler.lockedOrder(i);
            vm.assertLe(model.released + model.refunded, model.locked, "more went out than came in");
            uint256 remaining = model.locked - model.released - model.refunded;
            IPaynodeEscrow.OrderStatus status =
                remaining == 0 ? IPaynodeEscrow.OrderStatus.Finished : IPaynodeEscrow.OrderStatus.Locked;
            _assertStatus(orderId, status, remaining);
        }
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// Releases and refunds more often than the rest: there is more to go wrong. `everyoneLeaves` is for the end alone.
    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        bytes4[] memory selectors = new bytes4[](13);
        selectors[0] = selectors[1] = handler.lock.selector;
        selectors[2] = handler.lockByDeposit.selector;
        selectors[3] = handler.depositForAnyQuote.selector;
        selectors[4] = handler.release.selector;
        selectors[5] = handler.releaseSeveral.selector;
        selectors[6] = handler.refund.selector;
        selectors[7] = handler.withdraw.selector;
        selectors[8] = handler.passTime.selector;
        selectors[9] = handler.blacklist.selector;
        selectors[10] = handler.configure.selector;
        selectors[11] = handler.loseTokensToTheEscrow.selector;
        selectors[12] = handler.release.selector;
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(handler), selectors);
    }
}
